package dev.fovea.models.transformers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.FeaturePyramid;
import dev.fovea.models.InputShape;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.models.Structure;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Module;
import dev.fovea.nn.checkpoint.Safetensors;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PyramidNetworksTest {
  private static final ModelConfig SMALL = ModelConfig.of("num_classes", 3).with("embed_dims", List.of(8, 16, 24, 32))
      .with("num_heads", List.of(1, 2, 3, 4)).with("mlp_ratios", List.of(2, 2, 2, 1.5)).with("depths",
          List.of(1, 2, 1, 1));
  private static final ModelConfig SMALL_CVT = ModelConfig.of("num_classes", 3).with("spec",
      Map.of("DIM_EMBED", List.of(8, 16, 32), "NUM_HEADS", List.of(1, 2, 4), "DEPTH", List.of(1, 1, 2)));

  private static Layer small(String name) {
    return small(name, ModelConfig.DEFAULTS);
  }

  private static Layer small(String name, ModelConfig more) {
    Layer network = Models.classifier(name, (name.startsWith("cvt") ? SMALL_CVT : SMALL).with(more));
    network.eval();
    return network;
  }

  private static void close(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).containsExactly(expected.shape());
    assertThat(actual.sub(expected).abs().max().item()).isCloseTo(0, within(2e-5));
  }

  /** Large networks with two blocks a stage: further blocks have as many parameters as the second, or the first two. */
  @Test
  void parametersOfLargeNetworksAddUp() {
    for (ModelEntry<?> entry : new PyramidModels().entries()) {
      List<Integer> depths = entry.defaults() instanceof Pvt.Config config ? config.depths()
          : entry.defaults() instanceof PvtV2.Config config ? config.depths()
          : entry.defaults() instanceof Twins.Config config ? config.depths() : List.of();
      if (entry.parameters() < 30_000_000 || depths.isEmpty()) {
        continue;
      }
      try (Module network = entry.create(ModelConfig.of("depths", List.of(2, 2, 2, 2)))) {
        long count = network.parameterCount();
        for (int stage = 0; stage < 4; stage++) {
          for (int i = 2; i < depths.get(stage); i++) {
            String block = entry.name().startsWith("pvt") ? "block" + (stage + 1) + "." : "blocks." + stage + ".";
            count += network.namedModules().get(block + i % 2).parameterCount();
          }
        }
        assertThat(count).as(entry.name()).isEqualTo(entry.parameters());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"pvt_tiny,67,93,16x23,2x2", "pvt_v2_b0,67,93,17x24,3x3", "pvt_v2_b2_li,33,57,9x15,2x2",
      "twins_pcpvt_small,67,93,16x23,2x2", "twins_svt_small,67,93,16x23,2x2", "cvt_13,67,93,17x23,3x3"})
  void oddSizesAndTheirFeatures(String name, int height, int width, String c2, String c5) {
    try (Layer network = small(name); Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      Tensor image = Tensors.rand(2, 3, height, width);
      Tensor scores = network.apply(image);
      assertThat(scores.shape()).containsExactly(2, 3);
      assertThat(Double.isFinite(scores.sum().item())).isTrue();
      FeaturePyramid pyramid = (FeaturePyramid) network;
      FeaturePyramid.Features features = pyramid.features(image);
      List<Tensor> maps = List.of(features.c2(), features.c3(), features.c4(), features.c5());
      for (int i = 0; i < 4; i++) {
        assertThat(maps.get(i).size(1)).isEqualTo(pyramid.featureChannels().get(i).longValue());
      }
      assertThat(features.c2().size(2) + "x" + features.c2().size(3)).isEqualTo(c2);
      assertThat(features.c5().size(2) + "x" + features.c5().size(3)).isEqualTo(c5);
      close(network.apply(image.narrow(0, 1, 1)), scores.narrow(0, 1, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pvt_tiny", "pvt_v2_b2_li", "twins_pcpvt_small", "twins_svt_small"})
  void whatMakesBlocksDropTrains(String name) {
    ModelConfig rates = ModelConfig.of("drop_path_rate", 0.3).with("drop_rate", 0.1).with("attn_drop_rate", 0.1);
    try (Layer network = small(name, rates); Scope scope = Scope.open()) {
      Tensor image = Tensors.rand(4, 3, 64, 64);
      network.train();
      Tensor first = network.apply(image);
      assertThat(first.sub(network.apply(image)).abs().max().item()).isGreaterThan(1e-6);
      first.square().sum().backward();
      network.namedParameters().forEach((key, value) -> {
        assertThat(value.grad()).as(key).isNotNull();
        assertThat(Double.isFinite(value.grad().norm().item())).as(key).isTrue();
      });
      network.eval();
      close(network.apply(image), network.apply(image));
    }
  }

  @Test
  void zeroClassesGiveWhatTheHeadWouldSee() {
    for (String name : List.of("pvt_tiny", "pvt_v2_b0", "twins_svt_small", "cvt_13")) {
      try (Layer network = small(name, ModelConfig.of("num_classes", 0)); Scope scope = Scope.open()) {
        assertThat(network.apply(Tensors.rand(1, 3, 64, 64)).shape()).containsExactly(1, 32);
        assertThat(network.stateDict()).doesNotContainKey("head.weight");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pvt_tiny", "twins_svt_small"})
  void tooSmallPicturesAreAnError(String name) {
    try (Layer network = small(name); Scope scope = Scope.open()) {
      assertThatThrownBy(() -> network.apply(Tensors.rand(1, 3, 64, 31))).hasMessageContaining("32 pixels or more")
          .hasMessageContaining("enlarge or pad");
      assertThatThrownBy(() -> ((FeaturePyramid) network).features(Tensors.rand(1, 3, 31, 64)))
          .hasMessageContaining("32 pixels");
    }
  }

  @Test
  void configurationsThatDoNotFitAreErrors() {
    assertThatThrownBy(() -> small("pvt_tiny", ModelConfig.of("num_heads", List.of(3, 2, 3, 4))))
        .hasMessageContaining("embed_dims: expected multiples of num_heads");
    assertThatThrownBy(() -> small("pvt_tiny", ModelConfig.of("sr_ratios", List.of(8, 4, 2, 2))))
        .hasMessageContaining("sr_ratios: expected 1 in the last stage");
    assertThatThrownBy(() -> small("twins_svt_small", ModelConfig.of("wss", List.of(7))))
        .hasMessageContaining("wss: expected 4 numbers");
    assertThatThrownBy(() -> small("cvt_13", ModelConfig.of("spec.depth", List.of(1))))
        .hasMessageContaining("cvt_13: spec: NUM_STAGES: expected lists of 3 values");
    try (Layer network = small("pvt_v2_b0", ModelConfig.of("sr_ratios", List.of(32, 4, 2, 1)));
        Scope scope = Scope.open()) {
      assertThatThrownBy(() -> network.apply(Tensors.rand(1, 3, 64, 64)))
          .hasMessageContaining("a map of 16 x 16 is smaller than the ratio 32");
    }
  }

  /** At twice the image size the second stage has as many places as the first has positions. */
  @Test
  void pvtTakesPicturesTwiceAsLarge() {
    try (Layer network = small("pvt_tiny", ModelConfig.of("img_size", 32)); Scope scope = Scope.open()) {
      assertThat(network.apply(Tensors.rand(1, 3, 64, 64)).shape()).containsExactly(1, 3);
    }
  }

  @Test
  void pvtLoadsCheckpointsOfAnotherSize(@TempDir Path folder) {
    Path file = folder.resolve("pvt.safetensors");
    try (Layer large = small("pvt_tiny", ModelConfig.of("img_size", 64));
        Layer other = small("pvt_tiny", ModelConfig.of("img_size", 96)); Scope scope = Scope.open()) {
      Safetensors.write(file, large.stateDict(), Map.of());
      assertThat(Models.load(other, file).isComplete()).isTrue();
      Tensor image = Tensors.rand(1, 3, 96, 96);
      close(other.apply(image), large.apply(image));
    }
  }

  @Test
  void pvtV2LoadsTimmsCheckpoints(@TempDir Path folder) {
    Path file = folder.resolve("timm.safetensors");
    try (Layer one = small("pvt_v2_b2_li"); Layer other = small("pvt_v2_b2_li"); Scope scope = Scope.open()) {
      Map<String, Tensor> timm = new LinkedHashMap<>();
      one.stateDict().forEach((name, value) -> {
        String renamed = name.replace("patch_embed1", "patch_embed").replace("dwconv.dwconv", "dwconv");
        for (int i = 1; i <= 4; i++) {
          renamed = renamed.replace("patch_embed" + i + ".", "stages." + (i - 1) + ".downsample.")
              .replace("block" + i + ".", "stages." + (i - 1) + ".blocks.");
          renamed = renamed.startsWith("norm" + i + ".") ? "stages." + (i - 1) + renamed.replace("norm" + i, ".norm")
              : renamed;
        }
        timm.put(renamed, value);
      });
      assertThat(timm).containsKeys("patch_embed.proj.weight", "stages.1.downsample.norm.bias",
          "stages.1.blocks.1.mlp.dwconv.weight", "stages.3.norm.weight", "stages.0.blocks.0.norm1.weight");
      Safetensors.write(file, timm, Map.of());
      assertThat(Models.load(other, file).isComplete()).isTrue();
      Tensor image = Tensors.rand(1, 3, 64, 64);
      close(other.apply(image), one.apply(image));
    }
  }

  /** Four times the places cost four times the work, but for the head; attention to every eighth place costs more. */
  @Test
  void linearAttentionIsLinear() {
    assertThat(growth("pvt_v2_b2_li")).isBetween(3.5, 4.0);
    assertThat(growth("pvt_v2_b0")).isGreaterThan(4.05);
  }

  private static double growth(String name) {
    try (Layer network = small(name)) {
      long small = Structure.of(network, new InputShape(3, 128, 128)).multiplyAdds();
      return Structure.of(network, new InputShape(3, 256, 256)).multiplyAdds() / (double) small;
    }
  }

  @Test
  void twinsListTheirStateInTimmsOrderToo() {
    try (Twins network = (Twins) small("twins_svt_small")) {
      List<String> timm = network.stateOrders().get(0);
      assertThat(timm).containsExactlyInAnyOrderElementsOf(network.stateDict().keySet());
      assertThat(timm.subList(timm.size() - 4, timm.size()))
          .containsExactly("norm.weight", "norm.bias", "head.weight", "head.bias");
      assertThat(timm.indexOf("blocks.0.0.attn.qkv.weight")).isLessThan(timm.indexOf("blocks.0.0.norm2.weight"));
      assertThat(network.stateDict().keySet()).doesNotContain("blocks.0.0.attn.sr.weight")
          .contains("blocks.1.1.attn.sr.weight");
    }
  }

  @Test
  void windowsOfOnePlaceAreGlobalAttention() {
    try (Layer network = small("twins_svt_small", ModelConfig.of("wss", List.of(1, 2, 2, 2)));
        Scope scope = Scope.open()) {
      assertThat(network.stateDict()).containsKeys("blocks.0.0.attn.q.weight", "blocks.1.0.attn.qkv.weight");
      assertThat(network.apply(Tensors.rand(1, 3, 40, 50)).shape()).containsExactly(1, 3);
    }
  }

  @Test
  void cvtWithoutClassTokenAndWithOtherProjections() {
    for (String method : List.of("avg", "linear", "dw_bn")) {
      ModelConfig config = ModelConfig.of("spec.cls_token", List.of(false, false, false))
          .with("spec.qkv_proj_method", List.of(method, method, method)).with("init", "xavier");
      try (Layer network = small("cvt_13", config); Scope scope = Scope.open()) {
        assertThat(network.apply(Tensors.rand(1, 3, 65, 70)).shape()).containsExactly(1, 3);
        assertThat(network.stateDict()).doesNotContainKey("stage2.cls_token");
      }
    }
  }
}
