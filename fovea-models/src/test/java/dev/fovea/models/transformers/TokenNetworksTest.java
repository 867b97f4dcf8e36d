package dev.fovea.models.transformers;

import static dev.fovea.models.transformers.SmallTokenNetworks.close;
import static dev.fovea.models.transformers.SmallTokenNetworks.pictures;
import static dev.fovea.models.transformers.SmallTokenNetworks.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.models.explain.AttentionMaps;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Module;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenNetworksTest {
  /** Further blocks have as many parameters as the last of a smaller network; the largest are built by slow tests. */
  @Test
  void parametersOfLargeNetworksAddUp() {
    for (ModelEntry<?> entry : new TokenModels().entries()) {
      if (entry.parameters() < 30_000_000 || entry.parameters() > 70_000_000) {
        continue;
      }
      long count;
      if (entry.defaults() instanceof LocallyShifted.Config config) {
        try (Module network = entry.create(ModelConfig.of("num_layers_per_block", List.of(2, 1, 1, 1)))) {
          count = network.parameterCount();
          for (int i = 0; i < 4; i++) {
            int built = i == 0 ? 2 : 1;
            count += (config.numLayersPerBlock().get(i) - built)
                * parameters(network, "layers." + i + ".0.layers." + (built - 1));
          }
        }
      } else {
        Object depth = ModelConfig.of(entry.defaults()).values().get("depth");
        boolean scales = depth instanceof List<?>;
        long blocks = scales ? ((List<?>) depth).size() : ((Number) depth).longValue();
        try (Module network = entry.create(ModelConfig.of("depth", scales ? ((List<?>) depth).subList(0, 1) : 1))) {
          count = network.parameterCount() + (blocks - 1) * parameters(network, "blocks.0");
        }
      }
      assertThat(count).as(entry.name()).isEqualTo(entry.parameters());
    }
  }

  private static long parameters(Module network, String part) {
    return network.namedModules().get(part).parameterCount();
  }

  @ParameterizedTest
  @ValueSource(strings = {"t2t_vit_7", "t2t_vit_t_14", "tnt_s_patch16_224", "tnt_s_legacy_patch16_224",
      "crossvit_tiny_224", "crossvit_9_dagger_224", "locally_sag_small_imagenet", "locally_sag_tiny_cifar"})
  void aBatchEqualsItsPictures(String name) {
    try (Layer network = small(name); Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      Tensor images = pictures(name, 3);
      Tensor scores = network.apply(images);
      assertThat(scores.shape()).containsExactly(3, 3);
      assertThat(scores.select(0, 0).sub(scores.select(0, 1)).abs().max().item()).isGreaterThan(1e-6);
      for (int i = 0; i < 3; i++) {
        close(network.apply(images.narrow(0, i, 1)), scores.narrow(0, i, 1));
      }
    }
  }

  /** What the reference keeps among its parameters but never trains has no gradient; all the rest has one. */
  @ParameterizedTest
  @ValueSource(strings = {"t2t_vit_7", "t2t_vit_t_14", "tnt_s_patch16_224", "tnt_s_legacy_patch16_224",
      "crossvit_tiny_224", "locally_sag_small_imagenet", "locally_sag_tiny_cifar"})
  void whatDropsAtRandomTrains(String name) {
    ModelConfig rates = name.startsWith("locally") ? ModelConfig.of("attn_drop", 0.1).with("proj_drop", 0.1)
        : ModelConfig.of("drop_path_rate", 0.3).with("drop_rate", 0.1).with("attn_drop_rate", 0.1);
    List<String> constants = name.startsWith("tnt_s_p") ? List.of("outer_tokens")
        : name.equals("t2t_vit_7")
        ? List.of("pos_embed", "tokens_to_token.attention1.w", "tokens_to_token.attention2.w")
        : name.startsWith("t2t") ? List.of("pos_embed") : List.of();
    try (Layer network = small(name, rates); Scope scope = Scope.open()) {
      Tensor images = pictures(name, 8);
      network.train();
      Tensor scores = network.apply(images);
      assertThat(scores.sub(network.apply(images)).abs().max().item()).isGreaterThan(1e-6);
      scores.square().sum().backward();
      long trained = 0;
      for (Map.Entry<String, Tensor> each : network.namedParameters().entrySet()) {
        Tensor gradient = each.getValue().grad();
        if (constants.contains(each.getKey())) {
          assertThat(gradient).as(each.getKey()).isNull();
        } else {
          assertThat(gradient).as(each.getKey()).isNotNull();
          assertThat(Double.isFinite(gradient.norm().item())).as(each.getKey()).isTrue();
          trained += each.getValue().numel();
        }
      }
      assertThat(network.stateDict().keySet()).containsAll(constants);
      assertThat(network.parameters().stream().mapToLong(Tensor::numel).sum()).isEqualTo(trained);
    }
  }

  @Test
  void zeroClassesGiveWhatTheHeadWouldSee() {
    for (String name : List.of("t2t_vit_7", "tnt_s_patch16_224", "tnt_s_legacy_patch16_224", "crossvit_tiny_224")) {
      try (Layer network = small(name, ModelConfig.of("num_classes", 0)); Scope scope = Scope.open()) {
        assertThat(network.apply(pictures(name, 2)).shape()).containsExactly(2, name.startsWith("cross") ? 24 : 16);
        assertThat(network.stateDict().keySet()).noneMatch(key -> key.startsWith("head"));
      }
    }
  }

  @Test
  void legacyTntPoolsTokensAndKeepsTheInnerRatio() {
    String name = "tnt_s_legacy_patch16_224";
    try (Layer token = small(name); Layer mean = small(name, ModelConfig.of("global_pool", "avg"));
        Layer narrow = small(name, ModelConfig.of("mlp_ratio", 2)); Scope scope = Scope.open()) {
      Models.load(mean, new StateDict(new LinkedHashMap<>(token.stateDict()), Map.of(), "here"));
      Tensor images = pictures(name, 1);
      assertThat(mean.apply(images).sub(token.apply(images)).abs().max().item()).isGreaterThan(1e-6);
      assertThat(narrow.stateDict().get("blocks.0.mlp_in.fc1.weight").shape()).containsExactly(32, 8);
      assertThat(narrow.stateDict().get("blocks.0.mlp.fc1.weight").shape()).containsExactly(32, 16);
    }
  }

  /** Each branch sees the picture at its own side, whatever it was before. */
  @Test
  void crossVitTakesPicturesOfAnySize() {
    try (Layer network = small("crossvit_tiny_224"); Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      assertThat(network.apply(Tensors.rand(2, 3, 45, 70)).shape()).containsExactly(2, 3);
      Tensor grey = Tensors.full(0.25, DType.FLOAT32, 1, 3, 24, 24);
      close(network.apply(Tensors.full(0.25, DType.FLOAT32, 1, 3, 45, 70)), network.apply(grey));
    }
  }

  /** The name of each layer that attends, with the grid that it is drawn on. */
  @Test
  void attentionIsSeenOnItsGrid() {
    assertThat(grids("t2t_vit_7")).containsExactly("blocks.0.attn 2x2", "blocks.1.attn 2x2");
    assertThat(grids("t2t_vit_t_14")).containsExactly("tokens_to_token.attention1.attn 8x8",
        "tokens_to_token.attention2.attn 4x4", "blocks.0.attn 2x2", "blocks.1.attn 2x2");
    assertThat(grids("tnt_s_patch16_224")).containsExactly("blocks.0.inner_attn 6x6", "blocks.0.outer_attn 3x3",
        "blocks.1.inner_attn 6x6", "blocks.1.outer_attn 3x3");
    assertThat(grids("crossvit_9_dagger_224")).containsExactly("blocks.0.blocks.0.0.attn 2x2",
        "blocks.0.blocks.1.0.attn 2x2", "blocks.0.blocks.1.1.attn 2x2", "blocks.0.fusion.0.0.attn 2x2",
        "blocks.0.fusion.0.1.attn 1x1", "blocks.0.fusion.1.0.attn 2x2", "blocks.0.fusion.1.1.attn 1x1");
    assertThat(grids("locally_sag_small_imagenet")).containsExactly("layers.0.0.layers.0.0 4x4",
        "layers.0.0.layers.1.0 4x4", "layers.1.0.layers.0.0 2x2");
  }

  private static List<String> grids(String name) {
    try (Layer network = small(name); Scope scope = Scope.open()) {
      return AttentionMaps.of(network, pictures(name, 2)).layers().stream()
          .map(each -> each.layer() + " " + each.map().size(1) + "x" + each.map().size(2)).toList();
    }
  }

  @Test
  void picturesOfAnotherSizeAreAnError() {
    for (String name : List.of("t2t_vit_7", "tnt_s_patch16_224", "tnt_s_legacy_patch16_224",
        "locally_sag_tiny_cifar")) {
      try (Layer network = small(name); Scope scope = Scope.open()) {
        assertThatThrownBy(() -> network.apply(Tensors.rand(1, 3, 33, 32))).as(name)
            .hasMessageContaining("expected pictures (n, 3, ").hasMessageContaining("[1, 3, 33, 32]")
            .hasMessageContaining(name.startsWith("locally") ? "set image_size" : "set img_size");
      }
    }
    try (Layer network = small("crossvit_tiny_224"); Scope scope = Scope.open()) {
      assertThatThrownBy(() -> network.apply(Tensors.rand(1, 1, 32, 32))).hasMessageContaining("(n, 3, height, width)")
          .hasMessageContaining("set in_chans");
    }
  }

  @Test
  void configurationsThatDoNotFitAreErrors() {
    refused("t2t_vit_7", "img_size", 40, "img_size: expected a multiple of 16, got 40");
    refused("t2t_vit_7", "num_heads", 3, "num_heads");
    refused("tnt_s_patch16_224", "img_size", 25, "img_size: expected a multiple of patch_size 8");
    refused("tnt_s_patch16_224", "inner_num_heads", 3, "heads: expected divisors");
    refused("crossvit_tiny_224", "img_size", List.of(24, 30), "img_size: expected multiples of patch_size");
    refused("crossvit_tiny_224", "depth", List.of(List.of(1, 2)), "depth: expected three numbers");
    refused("crossvit_9_dagger_224", "patch_size", List.of(8, 16), "patch_size: expected 12 or 16 with multi_conv");
    refused("locally_sag_tiny_cifar", "heads", List.of(3, 4), "embedding_dim: expected");
    refused("locally_sag_tiny_cifar", "kernel_size", 5, "expected windows that make 8 patches");
    refused("locally_sag_tiny_cifar", "scaling_factor", 2, "scaling_factor: expected 4");
    refused("locally_sag_tiny_cifar", "num_variants", 19, "num_variants: expected 1 to 18");
  }

  private static void refused(String name, String option, Object value, String message) {
    assertThatThrownBy(() -> small(name, ModelConfig.of(option, value)).close()).hasMessageContaining(message);
  }

  @Test
  void fewerShiftsAreAnOption() {
    for (String name : List.of("locally_sag_small_imagenet", "locally_sag_tiny_cifar")) {
      try (Layer network = small(name, ModelConfig.of("num_variants", 4)); Scope scope = Scope.open()) {
        assertThat(network.stateDict().get("layers.0.0.pos_emb").size(0)).isEqualTo(4);
        assertThat(network.apply(pictures(name, 1)).shape()).containsExactly(1, 3);
      }
    }
  }
}
