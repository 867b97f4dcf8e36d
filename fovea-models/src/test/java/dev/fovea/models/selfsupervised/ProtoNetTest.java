package dev.fovea.models.selfsupervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.loss.PrototypicalLoss;
import dev.fovea.nn.optim.Adam;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import org.junit.jupiter.api.Test;

class ProtoNetTest {
  @Test
  void aBatchEqualsItsPicturesAndSizesFollowTheBlocks() {
    ModelConfig config = ModelConfig.of("x_dim", 3).with("hid_dim", 8).with("z_dim", 5).with("blocks", 3);
    try (Layer network = Models.classifier("protonet", config); Scope scope = Scope.open()) {
      network.eval();
      Tensor pictures = Tensors.rand(4, 3, 21, 34);
      Tensor together = network.apply(pictures);
      assertThat(together.shape()).containsExactly(4, 5 * 2 * 4);
      for (int i = 0; i < 4; i++) {
        Tensor alone = network.apply(pictures.narrow(0, i, 1));
        assertThat(alone.sub(together.narrow(0, i, 1)).abs().max().item()).isLessThan(1e-5);
      }
    }
    assertThat(new ProtoNet.Config(1, 64, 64, 4).features(28)).isEqualTo(64);
    assertThat(new ProtoNet.Config(1, 64, 32, 4).features(50)).isEqualTo(32 * 9);
  }

  @Test
  void pictureAndConfigurationAreChecked() {
    try (Layer network = Models.classifier("protonet"); Scope scope = Scope.open()) {
      assertThatThrownBy(() -> network.apply(Tensors.rand(1, 1, 28, 15))).isInstanceOf(TensorException.class)
          .hasMessageContaining("4 blocks need pictures of 16 pixels or more");
    }
    assertThatThrownBy(() -> Models.create("protonet", ModelConfig.of("z_dim", 0)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("x_dim, hid_dim, z_dim");
    assertThatThrownBy(() -> Models.create("protonet", ModelConfig.of("blocks", 11)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("blocks: expected 1 to 10");
  }

  @Test
  void learnsToTellFourClassesOfNoise() {
    Generator.seedAll(5);
    ModelConfig config = ModelConfig.of("hid_dim", 16).with("z_dim", 16);
    try (Layer network = Models.classifier("protonet", config); Scope scope = Scope.open()) {
      Tensor patterns = Tensors.rand(4, 1, 1, 16, 16);
      Adam adam = new Adam(network.parameters(), 2e-3);
      double first = Double.NaN;
      double last = Double.NaN;
      for (int step = 0; step < 60; step++) {
        last = Scope.run(() -> {
          Tensor items = patterns.mul(2).add(Tensors.rand(4, 5, 1, 16, 16)).flatten(0, 1);   // (20, 1, 16, 16)
          Tensor embeddings = network.apply(items).unflatten(0, 4, 5);
          Tensor loss = PrototypicalLoss.of(embeddings.narrow(1, 0, 2), embeddings.narrow(1, 2, 3)).loss();
          network.zeroGrad();
          loss.backward();
          adam.step();
          return loss.detach();
        }).item();
        first = step == 0 ? last : first;
      }
      assertThat(last).isLessThan(first / 2).isLessThan(0.3);
    }
  }
}
