package dev.fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.Autocast;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import org.junit.jupiter.api.Test;

class ShortWeightsTest {
  private static Layer network() {
    Generator.seedAll(1);
    Layer network = new Sequential(new Conv2d(3, 8, 3), new ReLU(), new Flatten(), new Linear(8 * 6 * 6, 5));
    network.eval();
    return network;
  }

  private static float[] shortened(Layer network, Tensor x) {
    try (GradMode off = GradMode.noGrad(); Autocast cast = Autocast.on(Device.CPU, DType.BFLOAT16)) {
      return network.apply(x).to(DType.FLOAT32).toFloats();
    }
  }

  @Test
  void autocastTakesTheCopiesAndComputesWhatItDidWithoutThem() {
    try (Layer network = network(); Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      Tensor x = Tensors.rand(2, 3, 8, 8);
      float[] exact = network.apply(x).toFloats();
      float[] cast = shortened(network, x);
      Module.Closer copies = ShortWeights.keep(network, DType.BFLOAT16);
      assertThat(shortened(network, x)).containsExactly(cast);
      assertThat(network.apply(x).toFloats()).as("without autocast").containsExactly(exact);
      assertThat(network.stateDict()).containsOnlyKeys("0.weight", "0.bias", "3.weight", "3.bias");

      network.namedParameters().get("3.weight").zero_();
      assertThat(shortened(network, x)).as("copies do not follow").containsExactly(cast);
      assertThatThrownBy(() -> ((Linear) network.children().get("3")).ownWeight("test"))
          .isInstanceOf(IllegalStateException.class).hasMessageContaining("ShortWeights");
      copies.close();
      assertThat(network.namedBuffers()).isEmpty();
      assertThat(shortened(network, x)).isNotEqualTo(cast);
    }
  }

  @Test
  void trainingComputesWithTheWeightsThemselves() {
    try (Layer network = new Linear(4, 3); Scope scope = Scope.open()) {
      ShortWeights.keep(network, DType.BFLOAT16);
      try (Autocast cast = Autocast.on(Device.CPU, DType.BFLOAT16)) {
        network.apply(Tensors.rand(2, 4)).sum().backward();
      }
      assertThat(network.parameters()).allSatisfy(parameter -> assertThat(parameter.grad()).isNotNull());
    }
  }

  @Test
  void onlyShorterTypesMakeSense() {
    try (Layer network = network()) {
      assertThatThrownBy(() -> ShortWeights.keep(network, DType.FLOAT32)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("bfloat16");
    }
  }
}
