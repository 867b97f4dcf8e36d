package dev.fovea.models.transformers;

import static dev.fovea.models.transformers.SmallTokenNetworks.close;
import static dev.fovea.models.transformers.SmallTokenNetworks.pictures;
import static dev.fovea.models.transformers.SmallTokenNetworks.small;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.checkpoint.Safetensors;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints of other sizes and other publishers. */
class TokenCheckpointsTest {
  @Test
  void checkpointsOfAnotherSizeLoad(@TempDir Path folder) {
    Map<String, ModelConfig> larger = Map.of("t2t_vit_7", ModelConfig.of("img_size", 48),
        "tnt_s_patch16_224", ModelConfig.of("img_size", 40), "tnt_s_legacy_patch16_224", ModelConfig.of("img_size", 40),
        "crossvit_tiny_224", ModelConfig.of("img_size", List.of(36, 48)),
        "locally_sag_small_imagenet", ModelConfig.of("image_size", 32),
        "locally_sag_tiny_cifar", ModelConfig.of("image_size", 16));
    larger.forEach((name, config) -> {
      Path file = folder.resolve(name + ".safetensors");
      try (Layer network = small(name); Layer other = small(name, config); Scope scope = Scope.open()) {
        network.namedParameters().forEach((key, value) -> {
          if (key.contains("pos")) {
            try (GradMode off = GradMode.noGrad()) {
              value.fill_(0.5);
            }
          }
        });
        Safetensors.write(file, network.stateDict(), Map.of());
        assertThat(Models.load(other, file).isComplete()).as(name).isTrue();
        other.namedParameters().forEach((key, value) -> {
          if (key.contains("pos")) {
            close(value, Tensors.full(0.5, DType.FLOAT32, value.shape()));
          }
        });
        assertThat(other.apply(pictures(name, 1, config)).shape()).containsExactly(1, 3);
      }
    });
  }

  @Test
  void timmsNamesLoad(@TempDir Path folder) {
    String name = "tnt_s_patch16_224";
    Path file = folder.resolve("timm.safetensors");
    try (Layer one = small(name); Layer other = small(name); Scope scope = Scope.open()) {
      Map<String, Tensor> timm = new LinkedHashMap<>();
      one.stateDict().forEach((key, value) -> timm.put(key.replace("outer_pos", "patch_pos")
          .replace("patch_embed", "pixel_embed").replace("proj_norm1", "norm1_proj").replace("proj_norm2", "norm2_proj")
          .replace("inner_norm1", "norm_in").replace("inner_attn", "attn_in").replace("inner_norm2", "norm_mlp_in")
          .replace("inner_mlp", "mlp_in").replace("outer_norm1", "norm_out").replace("outer_attn", "attn_out")
          .replace("outer_norm2", "norm_mlp").replace("outer_mlp", "mlp"), value));
      timm.remove("outer_tokens");
      timm.put("pixel_pos", timm.remove("inner_pos").transpose(1, 2).unflatten(2, 2, 2).contiguous());
      assertThat(timm).containsKeys("patch_pos", "pixel_embed.proj.weight", "norm1_proj.bias",
          "blocks.1.norm2_proj.weight", "blocks.0.attn_in.qk.weight", "blocks.0.norm_mlp_in.bias",
          "blocks.1.mlp.fc2.weight");
      Safetensors.write(file, timm, Map.of());
      assertThat(Models.load(other, file).isComplete()).isTrue();
      Tensor images = pictures(name, 2);
      close(other.apply(images), one.apply(images));
    }
  }

  @Test
  void timmsCrossVitLoads(@TempDir Path folder) {
    Path file = folder.resolve("timm.safetensors");
    try (Layer one = small("crossvit_tiny_224"); Layer other = small("crossvit_tiny_224"); Scope scope = Scope.open()) {
      Map<String, Tensor> timm = new LinkedHashMap<>();
      one.stateDict().forEach((key, value) -> timm.put(
          key.contains("pos_embed") || key.contains("cls_token") ? key.replace('.', '_') : key, value));
      assertThat(timm).containsKeys("pos_embed_0", "cls_token_1");
      Safetensors.write(file, timm, Map.of());
      assertThat(Models.load(other, file).isComplete()).isTrue();
      Tensor images = pictures("crossvit_tiny_224", 2);
      close(other.apply(images), one.apply(images));
    }
  }

  @Test
  void tokensThatNobodyReadsAreKept(@TempDir Path folder) {
    Path file = folder.resolve("tnt.safetensors");
    try (Layer one = small("tnt_s_patch16_224"); Layer other = small("tnt_s_patch16_224"); Scope scope = Scope.open()) {
      one.stateDict().get("outer_tokens").fill_(3);
      Safetensors.write(file, one.stateDict(), Map.of());
      assertThat(Models.load(other, file).isComplete()).isTrue();
      assertThat(other.stateDict().get("outer_tokens").min().item()).isEqualTo(3);
    }
  }
}
