package dev.fovea.models.transformers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import java.util.Map;

/** Small networks of each kind that makes its tokens in a way of its own. */
final class SmallTokenNetworks {
  private static final Map<String, ModelConfig> SMALL = Map.of(
      "t2t_vit_7", ModelConfig.of("img_size", 32).with("embed_dim", 16).with("depth", 2).with("num_heads", 2)
          .with("token_dim", 8),
      "t2t_vit_t_14", ModelConfig.of("img_size", 32).with("embed_dim", 16).with("depth", 2).with("num_heads", 2)
          .with("token_dim", 8),
      "tnt_s_patch16_224", ModelConfig.of("img_size", 24).with("patch_size", 8).with("outer_dim", 16)
          .with("inner_dim", 8).with("depth", 2).with("outer_num_heads", 2).with("inner_num_heads", 2),
      "tnt_s_legacy_patch16_224", ModelConfig.of("img_size", 24).with("patch_size", 8).with("embed_dim", 16)
          .with("inner_dim", 8).with("depth", 2).with("num_heads_outer", 2).with("num_heads_inner", 2),
      "crossvit_tiny_224", ModelConfig.of("img_size", List.of(24, 32)).with("embed_dim", List.of(8, 16))
          .with("depth", List.of(List.of(1, 2, 0), List.of(1, 1, 0))).with("num_heads", List.of(2, 4)),
      "crossvit_9_dagger_224", ModelConfig.of("img_size", List.of(24, 32)).with("embed_dim", List.of(8, 16))
          .with("depth", List.of(List.of(1, 2, 2))).with("num_heads", List.of(2, 2)),
      "locally_sag_small_imagenet", ModelConfig.of("image_size", 16)
          .with("embedding_dim", List.of(List.of(8, 16), List.of(16, 16))).with("heads", List.of(2, 4))
          .with("num_hierarchies", 2).with("num_layers_per_block", List.of(2, 1)),
      "locally_sag_tiny_cifar", ModelConfig.of("image_size", 8)
          .with("embedding_dim", List.of(List.of(8, 16), List.of(16, 16))).with("heads", List.of(2, 4))
          .with("num_hierarchies", 2).with("num_layers_per_block", List.of(2, 1)));

  private SmallTokenNetworks() {}

  static Layer small(String name) {
    return small(name, ModelConfig.DEFAULTS);
  }

  static Layer small(String name, ModelConfig more) {
    Layer network = Models.classifier(name, SMALL.get(name).with("num_classes", 3).with(more));
    network.eval();
    return network;
  }

  static Tensor pictures(String name, long n) {
    return pictures(name, n, ModelConfig.DEFAULTS);
  }

  static Tensor pictures(String name, long n, ModelConfig more) {
    int side = Models.entry(name).inputShape(SMALL.get(name).with(more)).height();
    return Tensors.randn(n, 3, side, side);
  }

  static void close(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).containsExactly(expected.shape());
    assertThat(actual.sub(expected).abs().max().item()).isCloseTo(0, within(2e-5));
  }
}
