package dev.fovea.models.transformers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.nn.checkpoint.LoadReport;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class VisionTransformerTest {
  private static final ModelConfig TORCHVISION = ModelConfig.of("image_size", 24).with("patch_size", 8)
      .with("num_layers", 2).with("num_heads", 1).with("hidden_dim", 2).with("mlp_dim", 8).with("num_classes", 3);
  private static final ModelConfig TIMM = ModelConfig.of("img_size", 24).with("patch_size", 8).with("depth", 2)
      .with("num_heads", 1).with("embed_dim", 2).with("num_classes", 3);

  private static VisionTransformer torchvision(ModelConfig config) {
    return Models.create("vit_t_16", TORCHVISION.with(config), VisionTransformer.class);
  }

  private static VisionTransformer timm(ModelConfig config) {
    return Models.create("vit_tiny_patch16_224", TIMM.with(config), VisionTransformer.class);
  }

  private static StateDict state(Map<String, Tensor> values) {
    return new StateDict(new LinkedHashMap<>(values), Map.of(), "a test");
  }

  private static Map<String, Tensor> renamed(Map<String, Tensor> state, UnaryOperator<String> names) {
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    state.forEach((name, value) -> renamed.put(names.apply(name), value));
    return renamed;
  }

  private static float[] scores(VisionTransformer network, Tensor images) {
    network.eval();
    try (GradMode off = GradMode.noGrad()) {
      return network.apply(images).toFloats();
    }
  }

  /** Golden values of torchvision's interpolate_embeddings from 2x2 to 3x3 patches for k * k / 10, k = 0..9. */
  @Test
  void positionsOfAnotherImageSizeAreResizedAsTorchvisionDoes() {
    try (VisionTransformer network = torchvision(ModelConfig.DEFAULTS); Scope scope = Scope.open()) {
      Map<String, Tensor> state = Map.of("encoder.pos_embedding", Tensors.arange(10).square().div(10).view(1, 5, 2));
      Tensor adapted = network.adaptState(state).get("encoder.pos_embedding");
      assertThat(adapted.shape()).containsExactly(1, 10, 2);
      double[] expected = {0, 0.1, 0.4, 0.9, 1.0, 1.7, 1.6, 2.5, 2.0, 2.9, 3.0, 4.1, 4.0, 5.3, 3.6, 4.9, 5.0, 6.5, 6.4,
          8.1};
      assertThat(adapted.toDoubles()).containsExactly(expected, within(1e-5));
    }
  }

  @Test
  void checkpointsOfAnotherSizeLoadInEitherLayout() {
    try (VisionTransformer small = timm(ModelConfig.of("img_size", List.of(16, 24)));
        VisionTransformer large = timm(ModelConfig.of("img_size", 32));
        VisionTransformer other = torchvision(ModelConfig.DEFAULTS); Scope scope = Scope.open()) {
      assertThat(Models.load(small, state(large.stateDict())).isComplete()).isTrue();
      Tensor expected = PositionEmbeddings.resample(large.stateDict().get("pos_embed"), 1, new long[] {4, 4},
          new long[] {2, 3}, PositionEmbeddings.Resampling.ANTIALIASED);
      assertThat(small.stateDict().get("pos_embed").toFloats()).containsExactly(expected.toFloats());
      assertThat(Models.load(other, state(large.stateDict())).isComplete()).isTrue();
      assertThat(other.stateDict().get("encoder.pos_embedding").shape()).containsExactly(1, 10, 2);
    }
  }

  @Test
  void aFileOfEitherPublisherGivesTheSameScores() {
    try (VisionTransformer ours = timm(ModelConfig.DEFAULTS);
        VisionTransformer theirs = torchvision(ModelConfig.DEFAULTS);
        VisionTransformer back = timm(ModelConfig.DEFAULTS); Scope scope = Scope.open()) {
      Tensor images = Tensors.rand(2, 3, 24, 24);
      LoadReport report = Models.load(theirs, state(ours.stateDict()));
      assertThat(report.isComplete()).isTrue();
      assertThat(theirs.stateDict().keySet()).startsWith("class_token", "conv_proj.weight", "conv_proj.bias",
          "encoder.pos_embedding").contains("encoder.layers.encoder_layer_1.self_attention.in_proj_bias");
      assertThat(scores(theirs, images)).containsExactly(scores(ours, images));
      Map<String, Tensor> old = renamed(theirs.stateDict(),
          name -> name.replace(".mlp.0.", ".mlp.linear_1.").replace(".mlp.3.", ".mlp.linear_2."));
      assertThat(old).containsKey("encoder.layers.encoder_layer_0.mlp.linear_2.bias");
      Models.load(back, state(old));
      assertThat(scores(back, images)).containsExactly(scores(ours, images));
    }
  }

  @Test
  void torchvisionsScoresStartAsZero() {
    try (VisionTransformer network = torchvision(ModelConfig.of("representation_size", 5));
        Scope scope = Scope.open()) {
      assertThat(network.stateDict()).containsKeys("heads.pre_logits.weight", "heads.head.weight");
      assertThat(network.apply(Tensors.rand(2, 3, 24, 24)).toFloats()).containsOnly(0).hasSize(6);
    }
  }

  @Test
  void otherPicturesAreAnError() {
    try (VisionTransformer network = torchvision(ModelConfig.DEFAULTS); VisionTransformer timm = timm(
        ModelConfig.of("img_size", List.of(24, 32))); Scope scope = Scope.open()) {
      assertThatThrownBy(() -> network.apply(Tensors.rand(1, 3, 32, 32)))
          .hasMessageContaining("(n, 3, 24, 24)").hasMessageContaining("image_size");
      assertThatThrownBy(() -> timm.apply(Tensors.rand(1, 3, 32, 24)))
          .hasMessageContaining("(n, 3, 24, 32)").hasMessageContaining("dynamic_img_size");
    }
    assertThatThrownBy(() -> torchvision(ModelConfig.of("image_size", 25)))
        .hasMessageContaining("multiple of patch_size 8");
    assertThatThrownBy(() -> torchvision(ModelConfig.of("num_heads", 3)))
        .hasMessageContaining("multiple of num_heads 3");
    assertThatThrownBy(() -> timm(ModelConfig.of("img_size", List.of(24, 25)))).hasMessageContaining("[24, 25]");
    assertThatThrownBy(() -> timm(ModelConfig.of("class_token", false))).hasMessageContaining("global_pool");
  }

  @Test
  void positionsFollowThePictureWhereAsked() {
    ModelConfig dynamic = ModelConfig.of("dynamic_img_size", true);
    try (VisionTransformer fixed = timm(ModelConfig.DEFAULTS); VisionTransformer free = timm(dynamic);
        VisionTransformer padding = timm(dynamic.with("dynamic_img_pad", true)); Scope scope = Scope.open()) {
      Models.load(free, state(fixed.stateDict()));
      Models.load(padding, state(fixed.stateDict()));
      Tensor images = Tensors.rand(2, 3, 24, 24);
      assertThat(scores(free, images)).containsExactly(scores(fixed, images));
      Tensor odd = Tensors.rand(1, 3, 30, 40);
      assertThatThrownBy(() -> free.apply(odd)).hasMessageContaining("multiples of 8");
      assertThat(scores(padding, odd)).containsExactly(
          scores(free, dev.fovea.tensor.Sampling.pad(odd, 0, 0, 0, 2)));
    }
  }

  @Test
  void optionsShapeTheStateAndTheScores() {
    ModelConfig config = ModelConfig.of("pre_norm", true).with("reg_tokens", 2).with("fc_norm", true)
        .with("global_pool", "").with("num_classes", 0).with("init_values", 0.1).with("qkv_bias", false);
    try (VisionTransformer network = timm(config); Scope scope = Scope.open()) {
      assertThat(network.stateDict().keySet()).startsWith("cls_token", "reg_token", "pos_embed",
          "patch_embed.proj.weight", "norm_pre.weight").endsWith("blocks.1.ls2.gamma", "fc_norm.weight", "fc_norm.bias")
          .doesNotContain("patch_embed.proj.bias", "norm.weight", "head.weight", "blocks.0.attn.qkv.bias");
      assertThat(network.stateDict().get("pos_embed").shape()).containsExactly(1, 12, 2);
      assertThat(network.apply(Tensors.rand(2, 3, 24, 24)).shape()).containsExactly(2, 12, 2);
      assertThat(network.features(Tensors.rand(2, 3, 24, 24)).shape()).containsExactly(2, 12, 2);
    }
  }

  @Test
  void aBatchEqualsItsPicturesAndDroppedPathsTrain() {
    ModelConfig config = ModelConfig.of("drop_path_rate", 0.5).with("embed_dim", 8);
    try (VisionTransformer network = timm(config); Scope scope = Scope.open()) {
      Tensor images = Tensors.rand(2, 3, 24, 24);
      float[] both = scores(network, images);
      float[] second = scores(network, images.narrow(0, 1, 1));
      for (int i = 0; i < 3; i++) {
        assertThat(both[3 + i]).isCloseTo(second[i], within(1e-6f));
      }
      network.train();
      network.apply(images).square().sum().backward();
      assertThat(network.parameters()).allMatch(parameter -> parameter.grad() != null);
    }
  }
}
