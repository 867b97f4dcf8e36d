package dev.fovea.models.transformers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VisionTransformerTest {
  private static final ModelConfig TINY = ModelConfig.of("image_size", 24).with("patch_size", 8).with("num_layers", 1)
      .with("num_heads", 1).with("hidden_dim", 2).with("mlp_dim", 4).with("num_classes", 3);

  private static VisionTransformer tiny(ModelConfig config) {
    return Models.create("vit_t_16", TINY.with(config), VisionTransformer.class);
  }

  /** Golden values of torchvision's interpolate_embeddings from 2x2 to 3x3 patches for k * k / 10, k = 0..9. */
  @Test
  void positionsOfAnotherImageSizeAreResized() {
    try (VisionTransformer network = tiny(ModelConfig.DEFAULTS); Scope scope = Scope.open()) {
      Map<String, Tensor> state = new LinkedHashMap<>();
      state.put("encoder.pos_embedding", Tensors.arange(10).square().div(10).view(1, 5, 2));
      Tensor adapted = network.adaptState(state).get("encoder.pos_embedding");
      assertThat(adapted.shape()).containsExactly(1, 10, 2);
      double[] expected = {0, 0.1, 0.4, 0.9, 1.0, 1.7, 1.6, 2.5, 2.0, 2.9, 3.0, 4.1, 4.0, 5.3, 3.6, 4.9, 5.0, 6.5, 6.4,
          8.1};
      double[] actual = adapted.toDoubles();
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).isCloseTo(expected[i], within(1e-5));
      }
    }
  }

  @Test
  void ownStatesStayAndOldNamesAreUnderstood() {
    try (VisionTransformer network = tiny(ModelConfig.DEFAULTS)) {
      Map<String, Tensor> own = network.stateDict();
      Map<String, Tensor> old = new LinkedHashMap<>();
      own.forEach((name, value) -> old.put(
          name.replace(".mlp.0.", ".mlp.linear_1.").replace(".mlp.3.", ".mlp.linear_2."), value));
      assertThat(old).containsKey("encoder.layers.encoder_layer_0.mlp.linear_2.bias");
      assertThat(network.adaptState(old)).containsExactlyEntriesOf(own);
    }
  }

  @Test
  void scoresStartAsZero() {
    try (VisionTransformer network = tiny(ModelConfig.of("representation_size", 5)); Scope scope = Scope.open()) {
      assertThat(network.stateDict()).containsKeys("heads.pre_logits.weight", "heads.head.weight");
      assertThat(network.apply(Tensors.rand(2, 3, 24, 24)).toFloats()).containsOnly(0).hasSize(6);
    }
  }

  @Test
  void otherPicturesAreAnError() {
    try (VisionTransformer network = tiny(ModelConfig.DEFAULTS); Scope scope = Scope.open()) {
      assertThatThrownBy(() -> network.apply(Tensors.rand(1, 3, 32, 32)))
          .hasMessageContaining("(n, 3, 24, 24)").hasMessageContaining("image_size");
    }
    assertThatThrownBy(() -> tiny(ModelConfig.of("image_size", 25))).hasMessageContaining("multiple of patch_size 8");
    assertThatThrownBy(() -> tiny(ModelConfig.of("num_heads", 3))).hasMessageContaining("multiple of num_heads 3");
  }
}
