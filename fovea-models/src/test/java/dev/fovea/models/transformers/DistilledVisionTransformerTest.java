package dev.fovea.models.transformers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.HasDistillationScores;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DistilledVisionTransformerTest {
  private static DistilledVisionTransformer tiny(ModelConfig config) {
    return Models.create("deit_tiny_distilled_patch16_224", ModelConfig.of("img_size", 32).with("depth", 2)
        .with("embed_dim", 12).with("num_classes", 4).with(config), DistilledVisionTransformer.class);
  }

  @Test
  void scoresAreTheMeanOfBothHeadsInEitherMode() {
    try (DistilledVisionTransformer network = tiny(ModelConfig.DEFAULTS); Scope scope = Scope.open()) {
      Tensor images = Tensors.rand(3, 3, 32, 32);
      for (boolean training : new boolean[] {true, false}) {
        network.train(training);
        HasDistillationScores.Scores scores = network.distillationScores(images);
        float[] mean = scores.classScores().add(scores.distillationScores()).div(2).toFloats();
        assertThat(mean).hasSize(12);
        assertThat(network.apply(images).toFloats()).containsExactly(mean, within(1e-6f));
        assertThat(scores.classScores().toFloats()).isNotEqualTo(scores.distillationScores().toFloats());
      }
    }
  }

  @Test
  void aCheckpointOfAnotherSizeLoads() {
    try (DistilledVisionTransformer network = tiny(ModelConfig.DEFAULTS);
        DistilledVisionTransformer large = tiny(ModelConfig.of("img_size", 64)); Scope scope = Scope.open()) {
      Models.load(large, new StateDict(new LinkedHashMap<>(network.stateDict()), Map.of(), "a test"));
      Tensor positions = large.stateDict().get("pos_embed");
      assertThat(positions.shape()).containsExactly(1, 18, 12);
      assertThat(positions.narrow(1, 0, 2).toFloats())
          .containsExactly(network.stateDict().get("pos_embed").narrow(1, 0, 2).toFloats());
      assertThat(large.apply(Tensors.rand(1, 3, 64, 64)).shape()).containsExactly(1, 4);
      assertThatThrownBy(() -> large.apply(Tensors.rand(1, 3, 32, 32))).hasMessageContaining("(n, 3, 64, 64)");
    }
  }
}
