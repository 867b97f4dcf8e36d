package dev.fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.nn.Init.FanMode;
import dev.fovea.nn.Init.Nonlinearity;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InitTest {
  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
    Generator.seedAll(5);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor weight() {
    return Tensors.zeros(120, 40, 3, 3);
  }

  private static void hasStd(Tensor tensor, double std) {
    assertThat(tensor.std().item()).isCloseTo(std, within(0.02 * std));
    assertThat(tensor.mean().item()).isCloseTo(0, within(0.02 * std));
  }

  @Test
  void fansCountTheWindow() {
    assertThat(Init.Fan.of(weight())).isEqualTo(new Init.Fan(360, 1080));
    assertThatThrownBy(() -> Init.xavierNormal_(Tensors.zeros(3))).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 or more dimensions").hasMessageContaining("float32[3]");
  }

  @Test
  void variancesAreThoseOfThePapers() {
    hasStd(Init.kaimingNormal_(weight(), FanMode.FAN_OUT, Nonlinearity.RELU), Math.sqrt(2.0 / 1080));
    hasStd(Init.kaimingUniform_(weight(), FanMode.FAN_IN, Nonlinearity.RELU), Math.sqrt(2.0 / 360));
    hasStd(Init.kaimingUniform_(weight(), FanMode.FAN_IN, Math.sqrt(5)), Math.sqrt(1.0 / 3 / 360));
    hasStd(Init.kaimingNormal_(weight(), FanMode.FAN_IN, Nonlinearity.TANH), 5.0 / 3 / Math.sqrt(360));
    hasStd(Init.xavierNormal_(weight(), 2), 2 * Math.sqrt(2.0 / 1440));
    hasStd(Init.xavierUniform_(weight()), Math.sqrt(2.0 / 1440));
    hasStd(Init.normal_(weight(), 0, 0.3), 0.3);
    assertThat(Init.uniform_(weight(), 1, 2).min().item()).isBetween(1.0, 1.001);
  }

  @Test
  void truncatedNormalStaysWithin() {
    Tensor values = Init.truncNormal_(weight(), 1, 2, -1, 1.5);
    assertThat(values.min().item()).isBetween(-1.0, -0.99);
    assertThat(values.max().item()).isBetween(1.49, 1.5);
    // The mean and deviation of a normal distribution (1, 2) cut at -1 and 1.5, from scipy.stats.truncnorm.
    assertThat(values.mean().item()).isCloseTo(0.3424, within(0.01));
    assertThat(values.std().item()).isCloseTo(0.6995, within(0.01));
  }

  @Test
  void orthogonalKeepsLengths() {
    Tensor wide = Init.orthogonal_(Tensors.zeros(8, 4, 3), 2).view(8, 12);
    assertThat(wide.matmul(wide.t()).sub(Tensors.eye(8).mul(4.0)).abs().max().item()).isLessThan(1e-5);
    Tensor tall = Init.orthogonal_(Tensors.zeros(9, 5), 1);
    assertThat(tall.t().matmul(tall).sub(Tensors.eye(5)).abs().max().item()).isLessThan(1e-5);
  }

  @Test
  void parametersMayBeSetInPlace() {
    Linear linear = new Linear(3, 2);
    Init.ones_(linear.weight());
    Init.zeros_(linear.bias());
    assertThat(linear.weight().requiresGrad()).isTrue();
    assertThat(linear.apply(Tensors.ones(1, 3)).toFloats()).containsExactly(3, 3);
    Init.constant_(linear.bias(), 0.5);
    assertThat(linear.bias().toFloats()).containsExactly(0.5f, 0.5f);
  }

  @Test
  void layersStartAsPyTorchs() {
    uniform(new Linear(64, 50).weight(), 1 / Math.sqrt(64));
    uniform(new Conv2d(8, 40, 3).weight(), 1 / Math.sqrt(72));
    uniform(new Conv2d(8, 40, 3, ConvOptions.DEFAULT.groups(4)).weight(), 1 / Math.sqrt(18));
    uniform(new Conv2d(8, 900, 3).bias(), 1 / Math.sqrt(72));
    uniform(new ConvTranspose2d(8, 40, 3).weight(), 1 / Math.sqrt(360));
    uniform(new LSTM(10, 25).stateDict().get("weight_ih_l0"), 1.0 / 5);
    uniform(new GRUCell(10, 25).stateDict().get("weight_hh"), 1.0 / 5);
    Map<String, Tensor> attention = new MultiheadAttention(32, 4).stateDict();
    uniform(attention.get("in_proj_weight"), Math.sqrt(6.0 / (32 + 96)));
    uniform(attention.get("out_proj.weight"), 1 / Math.sqrt(32));
    assertThat(attention.get("in_proj_bias").abs().max().item()).isZero();
    assertThat(attention.get("out_proj.bias").abs().max().item()).isZero();
    hasStd(new Embedding(300, 300).weight(), 1);
    assertThat(new Embedding(5, 3, 2).weight().get(2).abs().max().item()).isZero();
    assertThat(new BatchNorm2d(3).weight().toFloats()).containsExactly(1, 1, 1);
    assertThat(new PReLU(2).weight().toFloats()).containsExactly(0.25f, 0.25f);
  }

  private static void uniform(Tensor tensor, double bound) {
    assertThat(tensor.abs().max().item()).isBetween(0.98 * bound, bound * (1 + 1e-6));
    assertThat(tensor.std().item()).isCloseTo(bound / Math.sqrt(3), within(0.1 * bound));
  }

  @Test
  void spreadByDepth() {
    InitExperiment.Config config = new InitExperiment.Config(8, 128, 64);
    Map<String, InitExperiment.Spread> relu = InitExperiment.run(config, Tensor::relu);
    assertThat(relu).containsOnlyKeys("zeros", "gaussian 0.01", "gaussian 1", "xavier uniform", "xavier normal",
        "he uniform", "he normal", "truncated normal 0.02", "orthogonal");
    assertThat(relu.get("zeros").activations()).containsOnly(0);
    assertThat(relu.get("gaussian 0.01").activations()[7]).isLessThan(1e-6);
    assertThat(relu.get("gaussian 0.01").gradients()[0]).isLessThan(1e-6);
    assertThat(relu.get("gaussian 1").activations()[7]).isGreaterThan(1e6);
    assertThat(relu.get("he normal").activations()[7]).isBetween(0.3, 3.0);
    assertThat(relu.get("he uniform").gradients()[0]).isBetween(0.3, 3.0);
    assertThat(relu.get("xavier normal").activations()[7]).isBetween(0.01, 0.2);
    InitExperiment.Spread tanh = InitExperiment.run(config, Tensor::tanh, Init::xavierNormal_);
    assertThat(tanh.activations()[7]).isBetween(0.2, 0.6);
    assertThat(tanh.gradients()).hasSize(8);
  }
}
