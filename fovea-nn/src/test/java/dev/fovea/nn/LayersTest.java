package dev.fovea.nn;

import static dev.fovea.nn.ConvOptions.stride;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.nn.ConvOptions.PaddingMode;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values by hand, training and evaluation. */
class LayersTest {
  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
    Generator.seedAll(3);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static double distance(Tensor a, Tensor b) {
    return a.sub(b).abs().max().item();
  }

  @Test
  void im2colEqualsConvolution() {
    ConvOptions options = stride(2, 1).padding(1, 2).dilation(1, 2).groups(2);
    Conv2d conv = new Conv2d(4, 6, new long[] {3, 2}, options);
    Tensor x = Tensors.randn(2, 4, 7, 8);
    assertThat(distance(Im2Col.conv2d(x, conv.weight(), conv.bias(), options), conv.apply(x))).isLessThan(1e-5);
  }

  @Test
  void separableConvolutionIsSmall() {
    DepthwiseSeparableConv2d conv = new DepthwiseSeparableConv2d(8, 16, 3, stride(2).padding(1).bias(false));
    assertThat(conv.apply(Tensors.randn(1, 8, 6, 6)).shape()).containsExactly(1, 16, 3, 3);
    assertThat(conv.parameterCount()).isEqualTo(8 * 9 + 8 * 16);
    assertThat(conv.stateDict()).containsOnlyKeys("depthwise.weight", "pointwise.weight");
  }

  @Test
  void convolutionTakesOneImage() {
    Conv2d conv = new Conv2d(3, 4, 3, ConvOptions.DEFAULT.padding(1).paddingMode(PaddingMode.REFLECT));
    Tensor x = Tensors.randn(3, 5, 6);
    assertThat(distance(conv.apply(x), conv.apply(x.unsqueeze(0)).squeeze(0))).isLessThan(1e-6);
  }

  @Test
  void unpoolings() {
    Tensor x = Tensors.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2);
    assertThat(new BedOfNails(2).apply(x).toFloats()).containsExactly(1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0);
    assertThat(new Upsample(2).apply(x).toFloats()).containsExactly(1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4);
  }

  @Test
  void pyramidHasOneLengthForAllImages() {
    SpatialPyramidPooling pyramid = new SpatialPyramidPooling(4, 2, 1);
    assertThat(pyramid.apply(Tensors.randn(2, 3, 9, 7)).shape()).containsExactly(2, 63);
    Tensor x = Tensors.randn(1, 3, 5, 6);
    assertThat(distance(pyramid.apply(x).slice(1, 60, 63), x.amax(new int[] {2, 3}, false))).isZero();
  }

  @Test
  void maxoutTakesTheLargestOfEachGroup() {
    Tensor x = Tensors.of(new float[] {1, 5, 3, 2}, 1, 4);
    assertThat(new Maxout(2).apply(x).toFloats()).containsExactly(5, 3);
    assertThatThrownBy(() -> new Maxout(3).apply(x)).isInstanceOf(TensorException.class)
        .hasMessageContaining("Maxout").hasMessageContaining("float32[1, 4]");
  }

  @Test
  void pixelNormGivesMeanSquareOne() {
    Tensor y = new PixelNorm().apply(Tensors.randn(2, 5, 3, 3));
    assertThat(distance(y.square().mean(1), Tensors.ones(2, 3, 3))).isLessThan(1e-5);
  }

  @Test
  void adaInTakesTheStylesStatistics() {
    Tensor style = Tensors.randn(1, 2, 6, 6).mul(3.0).add(1.0);
    Tensor y = new AdaIN().apply(Tensors.randn(1, 2, 8, 8), style);
    assertThat(distance(y.mean(2, 3), style.mean(2, 3))).isLessThan(1e-4);
    assertThat(distance(y.std(new int[] {2, 3}, 1, false), style.std(new int[] {2, 3}, 1, false))).isLessThan(1e-3);
    Tensor content = Tensors.randn(1, 2, 4, 4);
    assertThat(distance(new AdaIN(1e-5, 0).apply(content, style), content)).isZero();
  }

  @Test
  void dropoutOnlyWhileTraining() {
    Tensor x = Tensors.ones(100, 100);
    Dropout dropout = new Dropout(0.25);
    Tensor y = dropout.apply(x);
    assertThat(y.eq(0).to(DType.FLOAT32).mean().item()).isCloseTo(0.25, within(0.02));
    assertThat(y.max().item()).isCloseTo(1 / 0.75, within(1e-6));
    dropout.eval();
    assertThat(distance(dropout.apply(x), x)).isZero();
  }

  @Test
  void dropout2dDropsChannels() {
    Tensor y = new Dropout2d(0.5).apply(Tensors.ones(20, 10, 3, 3)).mean(2, 3);
    assertThat(y.eq(0).logicalOr(y.eq(2)).all().itemBoolean()).isTrue();
    assertThat(y.mean().item()).isCloseTo(1, within(0.3));
  }

  @Test
  void dropConnectDropsWeights() {
    Linear linear = DropConnect.of(new Linear(50, 50, false), 0.5);
    Tensor eye = Tensors.eye(50);
    Tensor zeros = linear.apply(eye).eq(0).to(DType.FLOAT32).mean();
    assertThat(zeros.item()).isCloseTo(0.5, within(0.05));
    linear.eval();
    assertThat(distance(linear.apply(eye), linear.weight().t())).isLessThan(1e-6);
    assertThat(linear.stateDict()).containsOnlyKeys("weight");
  }

  @Test
  void stochasticDepthDropsSamplesOrTheBatch() {
    Tensor x = Tensors.ones(400, 2, 2);
    Tensor rows = new StochasticDepth(0.25).apply(x).amax(new int[] {1, 2}, false);
    assertThat(rows.eq(0).to(DType.FLOAT32).mean().item()).isCloseTo(0.25, within(0.06));
    assertThat(rows.max().item()).isCloseTo(1 / 0.75, within(1e-6));
    Tensor batch = new StochasticDepth(0.5, StochasticDepth.Mode.BATCH).apply(x);
    assertThat(batch.min().item()).isEqualTo(batch.max().item());
    assertThat(new StochasticDepth(1).apply(x).abs().max().item()).isZero();
    assertThat(StochasticDepth.linearDecay(5, 0.1, 0.5)).containsExactly(new double[] {0.1, 0.2, 0.3, 0.4, 0.5},
        within(1e-12));
  }

  @Test
  void noiseOnlyWhileTraining() {
    GaussianNoise noise = new GaussianNoise(0.5);
    assertThat(noise.apply(Tensors.zeros(100, 100)).std().item()).isCloseTo(0.5, within(0.02));
    noise.eval();
    assertThat(noise.apply(Tensors.zeros(2)).toFloats()).containsExactly(0, 0);
  }

  @Test
  void fractionalPoolingShrinksByAFraction() {
    assertThat(new FractionalMaxPool2d(2, 0.7).apply(Tensors.randn(1, 2, 10, 20)).shape())
        .containsExactly(1, 2, 7, 14);
  }

  @Test
  void spectralNormConvergesToTheLargestSingularValue() {
    Conv2d conv = SpectralNorm.of(new Conv2d(3, 8, 3), 50);
    conv.apply(Tensors.randn(1, 3, 3, 3));
    Tensor matrix = conv.weight().flatten(1);
    assertThat(matrix.svd().s().max().item()).isCloseTo(1, within(1e-3));
    assertThatThrownBy(() -> WeightNorm.of(conv)).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("already computed");
  }

  @Test
  void weightNormLeavesTheWeight() {
    Linear linear = new Linear(4, 3);
    Tensor before = linear.weight().clone();
    WeightNorm.of(linear);
    assertThat(distance(linear.weight(), before)).isLessThan(1e-6);
    assertThat(linear.stateDict().keySet()).containsExactly("bias", "weight_g", "weight_v");
    assertThat(linear.parameters()).hasSize(3);
    linear.to(DType.FLOAT64);
    assertThat(linear.weight().dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void truncatedBackPropagationCarriesStates() {
    LSTM lstm = new LSTM(2, 3);
    Tensor x = Tensors.randn(6, 1, 2);
    LSTM.Output whole = lstm.apply(x);
    LSTM.Output first = lstm.apply(x.slice(0, 0, 3));
    LSTM.State carried = first.state().detach();
    assertThat(carried.h().requiresGrad()).isFalse();
    LSTM.Output second = lstm.apply(x.slice(0, 3, 6), carried);
    assertThat(distance(second.output(), whole.output().slice(0, 3, 6))).isLessThan(1e-6);
  }

  @Test
  void cellsStepAsTheirNetworks() {
    GRU gru = new GRU(2, 3);
    GRUCell cell = new GRUCell(2, 3);
    for (String name : List.of("weight_ih", "weight_hh", "bias_ih", "bias_hh")) {
      cell.stateDict().get(name).setData_(gru.stateDict().get(name + "_l0"));
    }
    Tensor x = Tensors.randn(2, 4, 2);
    Tensor h = cell.apply(x.get(1), cell.apply(x.get(0)));
    assertThat(distance(h, gru.apply(x).h().get(0))).isLessThan(1e-6);
  }

  @Test
  void runningStatisticsCanBeReset() {
    BatchNorm2d norm = new BatchNorm2d(2);
    norm.apply(Tensors.randn(3, 2, 4, 4).add(5.0));
    assertThat(norm.runningMean().mean().item()).isCloseTo(0.5, within(0.1));
    assertThat(norm.stateDict().get("num_batches_tracked").itemLong()).isEqualTo(1);
    norm.resetRunningStats();
    assertThat(norm.runningMean().abs().max().item()).isZero();
    assertThat(norm.stateDict().get("num_batches_tracked").itemLong()).isZero();
  }
}
