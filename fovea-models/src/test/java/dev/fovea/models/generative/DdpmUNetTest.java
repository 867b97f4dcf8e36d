package dev.fovea.models.generative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.models.parity.Fill;
import dev.fovea.tensor.Autocast;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.MemoryFormat;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DdpmUNetTest {
  private static final DdpmUNet.Config TINY =
      new DdpmUNet.Config(32, 1, List.of(1, 2), 1, List.of(4), 1, 8, 0, true, 3);

  private Scope scope;
  private DdpmUNet network;

  @BeforeEach
  void make() {
    scope = Scope.open();
    Generator.seedAll(2);
    network = new DdpmUNet(TINY);
    Fill.state(network, 1);
    network.eval();
  }

  @AfterEach
  void free() {
    network.close();
    scope.close();
  }

  private static Tensor pictures(int count) {
    return Tensors.randn(count, 1, 8, 8);
  }

  private static boolean close(Tensor one, Tensor other) {
    return one.allClose(other, 1e-4, 1e-4);
  }

  @Test
  void itStartsByPredictingNothing() {
    try (DdpmUNet fresh = new DdpmUNet(TINY)) {
      assertThat(fresh.apply(pictures(2), Tensors.of(new long[] {0, 999})).abs().max().item()).isZero();
    }
  }

  @Test
  void aBatchIsItsPictures() {
    Tensor x = pictures(3);
    Tensor t = Tensors.of(new long[] {0, 500, 999});
    Tensor labels = Tensors.of(new long[] {0, 2, 3});
    Tensor all = network.apply(x, t, labels);
    for (int i = 0; i < 3; i++) {
      Tensor alone = network.apply(x.narrow(0, i, 1), t.narrow(0, i, 1), labels.narrow(0, i, 1));
      assertThat(close(all.narrow(0, i, 1), alone)).isTrue();
    }
  }

  @Test
  void stepsAndClassesMatter() {
    Tensor x = pictures(1);
    Tensor t = Tensors.of(new long[] {10});
    Tensor zero = network.apply(x, t, Tensors.of(new long[] {0}));
    assertThat(close(zero, network.apply(x, t, Tensors.of(new long[] {1})))).isFalse();
    assertThat(close(zero, network.apply(x, Tensors.of(new long[] {11}), Tensors.of(new long[] {0})))).isFalse();
    assertThat(network.apply(x, t).equal(network.apply(x, t, Tensors.of(new long[] {3}))))
        .as("no class is the last row").isTrue();
  }

  @Test
  void guidanceComparesWithAndWithout() {
    Tensor x = pictures(2);
    Tensor t = Tensors.of(new long[] {400, 20});
    Tensor labels = Tensors.of(new long[] {1, 2});
    Tensor with = network.apply(x, t, labels);
    Tensor without = network.apply(x, t);
    assertThat(close(network.guided(labels, 0).apply(x, t), without)).isTrue();
    assertThat(close(network.guided(labels, 1).apply(x, t), with)).isTrue();
    assertThat(close(network.guided(labels, 3).apply(x, t), without.add(with.sub(without).mul(3)))).isTrue();
    assertThat(close(with, without)).isFalse();
  }

  @Test
  void aNetworkWithoutClassesIgnoresThem() {
    try (DdpmUNet plain = new DdpmUNet(new DdpmUNet.Config(32, 1, List.of(1), 1, List.of(), 1, 4, 0, true, 0))) {
      assertThat(plain.stateDict().keySet()).noneMatch(name -> name.startsWith("label_emb"));
      Fill.state(plain, 1);
      Tensor x = Tensors.randn(1, 1, 4, 4);
      Tensor t = Tensors.of(new long[] {3});
      assertThat(plain.guided(Tensors.of(new long[] {0}), 5).apply(x, t).equal(plain.apply(x, t))).isTrue();
    }
  }

  @Test
  void everyParameterLearns() {
    network.train();
    network.apply(pictures(4), Tensors.of(new long[] {1, 10, 100, 900}), Tensors.of(new long[] {0, 1, 2, 3})).square()
        .sum().backward();
    network.namedParameters().forEach((name, parameter) -> {
      assertThat(parameter.grad()).as(name).isNotNull();
      if (!name.endsWith(".k.bias")) {   // softmax ignores what is added to all keys
        assertThat(parameter.grad().abs().sum().item()).as(name).isPositive();
      }
    });
  }

  @Test
  void shorterNumbersAndOtherOrdersOfMemoryAgree() {
    Tensor x = pictures(2);
    Tensor t = Tensors.of(new long[] {1, 700});
    Tensor exact = network.apply(x, t);
    network.to(MemoryFormat.CHANNELS_LAST);
    assertThat(close(network.apply(x.to(MemoryFormat.CHANNELS_LAST), t), exact)).isTrue();
    try (GradMode off = GradMode.noGrad(); Autocast cast = Autocast.on(Device.CPU, DType.BFLOAT16)) {
      Tensor rough = network.apply(x, t);
      assertThat(rough.dtype()).isEqualTo(DType.BFLOAT16);
      double error = rough.to(DType.FLOAT32).sub(exact).abs().mean().item() / exact.abs().mean().item();
      assertThat(error).isLessThan(0.05);
    }
  }

  @Test
  void otherSizesWorkWhereTheLevelsCanHalveThem() {
    Tensor t = Tensors.of(new long[] {5});
    assertThat(network.apply(Tensors.randn(1, 1, 6, 10), t).shape()).containsExactly(1, 1, 6, 10);
    assertThatThrownBy(() -> network.apply(Tensors.randn(1, 1, 7, 8), t)).isInstanceOf(TensorException.class)
        .hasMessageContaining("multiples of 2").hasMessageContaining("pad");
    assertThatThrownBy(() -> network.apply(Tensors.randn(1, 3, 8, 8), t)).isInstanceOf(TensorException.class)
        .hasMessageContaining("(n, 1, height, width)");
    assertThatThrownBy(() -> network.apply(pictures(1), t, Tensors.of(new long[] {4})))
        .isInstanceOf(TensorException.class);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"ch | 48 | multiple of 32", "resolution | 30 | multiple of 8",
      "num_res_blocks | 0 | 1 or more", "dropout | 1 | below 1", "num_classes | -1 | 0 or more"})
  void sizesThatDoNotFitAreRefused(String key, int value, String message) {
    assertThatThrownBy(() -> Models.create("ddpm_unet", ModelConfig.of(key, value)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(key).hasMessageContaining(message);
  }

  @Test
  void anImpossibleChannelFactorIsRefused() {
    assertThatThrownBy(() -> Models.create("ddpm_unet", ModelConfig.of("ch_mult", List.of(1, 0))))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("ch_mult");
  }
}
