package dev.fovea.models.transformers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import org.junit.jupiter.api.Test;

class CpvtTest {
  private static Cpvt tiny(ModelConfig config) {
    return Models.create("cpvt_tiny_patch16_224", ModelConfig.of("patch_size", 8).with("depth", 2).with("embed_dim", 12)
        .with("num_classes", 4).with(config), Cpvt.class);
  }

  @Test
  void anyMultipleOfThePatchWorksAndABatchEqualsItsPictures() {
    for (String pool : new String[] {"token", "avg"}) {
      try (Cpvt network = tiny(ModelConfig.of("global_pool", pool)); Scope scope = Scope.open();
          GradMode off = GradMode.noGrad()) {
        network.eval();
        assertThat(network.stateDict().containsKey("cls_token")).isEqualTo(pool.equals("token"));
        Tensor images = Tensors.rand(2, 3, 24, 40);
        float[] both = network.apply(images).toFloats();
        float[] second = network.apply(images.narrow(0, 1, 1)).toFloats();
        for (int i = 0; i < 4; i++) {
          assertThat(both[4 + i]).isCloseTo(second[i], within(1e-6f));
        }
        assertThatThrownBy(() -> network.apply(Tensors.rand(1, 3, 30, 40))).hasMessageContaining("multiples of 8");
      }
    }
  }

  /** Without the encoding, the mean of the patches does not know where they lie. */
  @Test
  void placesMatter() {
    try (Cpvt network = tiny(ModelConfig.of("global_pool", "avg")); Scope scope = Scope.open();
        GradMode off = GradMode.noGrad()) {
      network.eval();
      Tensor left = Tensors.rand(1, 3, 16, 8);
      Tensor right = Tensors.rand(1, 3, 16, 8);
      Tensor one = Tensors.cat(java.util.List.of(left, right), 3);
      Tensor other = Tensors.cat(java.util.List.of(right, left), 3);
      assertThat(network.apply(one).sub(network.apply(other)).abs().max().item()).isGreaterThan(1e-7);
      network.stateDict().get("pos_block.proj.weight").zero_();
      assertThat(network.apply(one).sub(network.apply(other)).abs().max().item()).isLessThan(1e-6);
    }
  }

  @Test
  void wrongOptionsAreErrors() {
    assertThatThrownBy(() -> tiny(ModelConfig.of("global_pool", "max"))).hasMessageContaining("'token' or 'avg'");
    assertThatThrownBy(() -> tiny(ModelConfig.of("peg_size", 2))).hasMessageContaining("odd");
  }
}
