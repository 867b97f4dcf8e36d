package dev.fovea.models.transformers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.FeaturePyramid;
import dev.fovea.models.InputShape;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.models.Structure;
import dev.fovea.models.layers.AttentionKernel;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Module;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.Autocast;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Swin and Swin v2 beyond what their cards hold: sizes, layouts, checkpoints of other networks, errors. */
class SwinTest {
  private static final String V1 = "swin_tiny_patch4_window7_224";
  private static final String V2 = "swinv2_tiny_patch4_window8_256";
  private static final ModelConfig TINY = ModelConfig.of("embed_dim", 8).with("depths", List.of(1, 1, 2, 1))
      .with("num_heads", List.of(1, 2, 2, 2)).with("num_classes", 3);
  private static final ModelConfig TWO = ModelConfig.of("embed_dim", 8).with("depths", List.of(2, 2))
      .with("num_heads", List.of(1, 2));

  private static Layer tiny(String name, ModelConfig more) {
    Layer network = Models.classifier(name, TINY.with(more));
    network.eval();
    return network;
  }

  private static ModelConfig window(String name, int side) {
    return ModelConfig.of("window_size", name.contains("patch4") ? side : List.of(side, side));
  }

  private static StateDict dict(Map<String, Tensor> state) {
    return new StateDict(new LinkedHashMap<>(state), Map.of(), "test");
  }

  private static void assertEqual(Tensor actual, Tensor expected, double tolerance) {
    assertThat(actual.shape()).containsExactly(expected.shape());
    assertThat(actual.sub(expected).abs().max().item()).isLessThan(tolerance);
  }

  @ParameterizedTest
  @ValueSource(strings = {V1, V2, "swin_t", "swin_v2_t"})
  void picturesOfAnySizeGiveScoresAndFeatures(String name) {
    try (Layer network = tiny(name, window(name, 3)); Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      for (long[] size : new long[][] {{4, 4}, {7, 45}, {64, 64}, {50, 37}, {90, 130}}) {
        Tensor x = Tensors.rand(2, 3, size[0], size[1]);
        Tensor scores = network.apply(x);
        assertThat(scores.shape()).containsExactly(2, 3);
        assertEqual(network.apply(x.narrow(0, 1, 1)), scores.narrow(0, 1, 1), 1e-5);
        FeaturePyramid.Features maps = ((FeaturePyramid) network).features(x);
        List<Tensor> levels = List.of(maps.c2(), maps.c3(), maps.c4(), maps.c5());
        for (int i = 0; i < 4; i++) {
          long pixels = 4L << i;
          assertThat(levels.get(i).shape()).containsExactly(2, ((FeaturePyramid) network).featureChannels().get(i),
              (size[0] + pixels - 1) / pixels, (size[1] + pixels - 1) / pixels);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {V1, V2})
  void picturesOfAnotherSizeAreAsInANetworkMadeForThem(String name) {
    ModelConfig small = window(name, 2).with("img_size", 64);
    try (Layer network = tiny(name, small); Layer other = tiny(name, small.with("img_size", List.of(96, 64)));
        Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      Models.load(other, dict(network.stateDict()));
      Tensor x = Tensors.rand(1, 3, 96, 64);
      assertEqual(network.apply(x), other.apply(x), 1e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({V1 + ",swin_t", V2 + ",swin_v2_t"})
  void eitherPublishersCheckpointLoadsIntoEither(String name, String torchvision) {
    try (Layer network = tiny(name, window(name, 2).with("img_size", 64));
        Layer other = tiny(torchvision, window(torchvision, 2));
        Layer third = tiny(name, window(name, 2).with("img_size", 64));
        Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      network.parameters().forEach(parameter -> parameter.uniform_(-0.3, 0.3, null));
      assertThat(other.stateDict()).containsKeys("features.0.2.bias", "features.5.1.mlp.3.bias");
      assertThat(Models.load(other, dict(network.stateDict())).isComplete()).isTrue();
      assertThat(Models.load(third, dict(other.stateDict())).isComplete()).isTrue();
      Tensor x = Tensors.rand(1, 3, 64, 64);
      assertEqual(third.apply(x), network.apply(x), 1e-6);
      assertEqual(other.apply(x), network.apply(x), 1e-5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {V1, V2})
  void derivedBuffersMayBeMissing(String name) {
    try (Layer network = tiny(name, window(name, 2)); Scope scope = Scope.open()) {
      assertThat(network.stateDict()).containsKeys("layers.2.blocks.1.attn_mask",
          "layers.2.blocks.1.attn.relative_position_index");
      Map<String, Tensor> few = new LinkedHashMap<>(network.stateDict());
      few.keySet().removeIf(key -> key.matches(".*(attn_mask|_index|_coords_table)"));
      assertThat(Models.load(network, dict(few)).isComplete()).isTrue();
      few.remove("norm.bias");
      assertThatThrownBy(() -> Models.load(network, dict(few))).isInstanceOf(CheckpointException.class)
          .hasMessageContaining("norm.bias");
    }
  }

  /** Golden values of torch's bicubic interpolation from 3 x 3 to 5 x 5 of k * k / 10, k = 0..8. */
  @Test
  void tablesOfOtherWindowsAreResized() {
    try (Layer small = tiny(V1, window(V1, 2)); Layer large = tiny(V1, window(V1, 3)); Scope scope = Scope.open()) {
      Map<String, Tensor> state = new LinkedHashMap<>(small.stateDict());
      String name = "layers.0.blocks.0.attn.relative_position_bias_table";
      state.put(name, Tensors.arange(9).square().div(10).view(9, 1));
      Models.load(large, dict(state));
      double[] expected = {-0.0904704, -0.0874015, -0.0439999, 0.1074017, 0.2216706, 0.1269992, 0.2319147, 0.4444011,
          0.7648876, 0.9810032, 0.8328003, 1.1068006, 1.6000004, 2.2012002, 2.5864010, 2.5106018, 2.9536870, 3.7276003,
          4.6095142, 5.1637998, 3.7288713, 4.2738028, 5.2168016, 6.2677998, 6.9239316};
      assertThat(large.stateDict().get(name).toDoubles()).containsExactly(expected, within(2e-6));
    }
  }

  @Test
  void positionsOfAnotherSizeAreResizedAtLoadingAndOnTheFly() {
    ModelConfig ape = window(V1, 2).with("ape", true).with("img_size", 32);
    ModelConfig wide = ape.with("img_size", List.of(32, 48));
    try (Layer network = tiny(V1, ape); Layer other = tiny(V1, wide); Scope scope = Scope.open();
        GradMode off = GradMode.noGrad()) {
      Models.load(other, dict(network.stateDict()));
      assertThat(other.stateDict().get("absolute_pos_embed").shape()).containsExactly(1, 96, 8);
      Tensor x = Tensors.rand(1, 3, 32, 48);
      assertEqual(network.apply(x), other.apply(x), 1e-5);
    }
  }

  @Test
  void aDetectorsFileAndAClassifiersFillABackbone() {
    ModelConfig config = TWO.with("window_size", 2).with("ape", true).with("pretrain_img_size", 32)
        .with("out_indices", List.of(1, 0));
    ModelConfig classes = TWO.with("window_size", 2).with("ape", true).with("img_size", 32);
    try (SwinBackbone backbone = Models.create("swin_backbone", config, SwinBackbone.class);
        SwinBackbone other = Models.create("swin_backbone", config, SwinBackbone.class);
        Layer classifier = Models.classifier(V1, classes);
        Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      backbone.eval();
      other.eval();
      Map<String, Tensor> detector = new LinkedHashMap<>();
      backbone.stateDict().forEach((name, value) -> detector.put("backbone." + name, value));
      detector.put("neck.lateral_convs.0.conv.bias", Tensors.zeros(4));
      assertThat(Models.load(other, dict(detector)).isComplete()).isTrue();
      Tensor x = Tensors.rand(1, 3, 21, 50);
      List<Tensor> maps = other.maps(x);
      assertThat(maps.get(0).shape()).containsExactly(1, 8, 6, 13);
      assertThat(maps.get(1).shape()).containsExactly(1, 16, 3, 7);
      assertEqual(maps.get(1), backbone.maps(x).get(1), 1e-6);
      assertThatThrownBy(() -> Models.load(other, dict(classifier.stateDict()))).hasMessageContaining("norm0.weight");
      Map<String, Tensor> adapted = other.adaptState(classifier.stateDict());
      assertThat(adapted).doesNotContainKeys("head.weight", "norm.weight");
      assertThat(adapted.get("absolute_pos_embed").shape()).containsExactly(1, 8, 8, 8);
      assertThat(adapted.get("absolute_pos_embed").toFloats()[1])
          .isEqualTo(classifier.stateDict().get("absolute_pos_embed").toFloats()[8]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {V1, V2, "swin_v2_t"})
  void trainsAfterInferenceAndInBfloat16(String name) {
    try (Layer network = tiny(name, window(name, 2).with(name.equals("swin_v2_t") ? "stochastic_depth_prob"
        : "drop_path_rate", 0.5)); Scope scope = Scope.open()) {
      Tensor x = Tensors.rand(4, 3, 64, 64);
      try (GradMode off = GradMode.inference()) {
        network.apply(x);
      }
      network.train();
      try (Autocast on = Autocast.on(Device.CPU, DType.BFLOAT16)) {
        network.apply(x).to(DType.FLOAT32).square().sum().backward();
      }
      network.namedParameters().forEach((key, parameter) -> assertThat(parameter.grad()).as(key).isNotNull()
          .matches(gradient -> Double.isFinite(gradient.sum().item())));
      network.zeroGrad();
      network.apply(x).sum().backward();
      assertThat(network.stateDict()).allSatisfy((key, value) -> assertThat(Double.isFinite(
          value.to(DType.FLOAT64).sum().item())).isTrue());
    }
  }

  @Test
  void keysLieWhereTheirPlacesWere() {
    Scope.run(() -> {
      Tensor field = Tensors.arange(2 * 5 * 7 * 3).view(2, 5, 7, 3);
      Windows windows = Windows.of(field, 4, 2, Windows.Rule.ALWAYS);
      Tensor split = windows.split(field);
      assertThat(split.shape()).containsExactly(8, 16, 3);
      assertEqual(windows.places().map().apply(split, 20, 28), field, 1e-9);
      assertThat(split.select(2, 0).select(0, 0).toFloats()[0]).isEqualTo(2 * 7 * 3 + 2 * 3);
    });
  }

  /** The upper left patch sees its own window, and in the shifted block only what was next to it there. */
  @Test
  void shiftedWindowsDoNotReachAround() {
    ModelConfig config = ModelConfig.of("depths", List.of(2)).with("num_heads", List.of(2)).with("embed_dim", 8)
        .with("window_size", 4).with("out_indices", List.of(0));
    try (SwinBackbone swin = Models.create("swin_backbone", config, SwinBackbone.class); Scope scope = Scope.open()) {
      swin.eval();
      Tensor x = Tensors.rand(1, 3, 48, 48).requiresGrad_(true);
      swin.maps(x).get(0).select(1, 0).select(1, 0).select(1, 0).sum().backward();
      Tensor seen = Objects.requireNonNull(x.grad()).abs();
      assertThat(seen.narrow(2, 0, 16).narrow(3, 0, 16).min().item()).isGreaterThan(0);
      assertThat(seen.narrow(2, 16, 32).max().item()).isLessThan(1e-12);
    }
  }

  @Test
  void weightsOfShiftedWindowsAreShownForEachWindow() {
    try (Layer network = tiny(V1, window(V1, 2).with("img_size", 64)); Scope scope = Scope.open();
        GradMode off = GradMode.noGrad()) {
      Tensor x = Tensors.rand(2, 3, 64, 64);
      Tensor before = network.apply(x);
      List<List<Long>> shapes = new ArrayList<>();
      AttentionKernel kernel = (AttentionKernel) network.namedModules().get("layers.2.blocks.1.attn.kernel");
      try (Module.Closer listening = kernel.onWeights((weights, places) -> {
        shapes.add(List.of(weights.size(0), weights.size(1), weights.size(2), weights.size(3)));
        assertThat(places.map().apply(weights.mean(1).transpose(1, 2), 64, 64).shape()).containsExactly(2, 4, 4, 4);
        assertThat(weights.sum(-1).min().item()).isCloseTo(1, within(1e-5));
      })) {
        assertEqual(network.apply(x), before, 1e-5);
      }
      assertThat(shapes).containsExactly(List.of(8L, 2L, 4L, 4L));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"swin_t", "swin_v2_t"})
  void costGrowsWithTheArea(String name) {
    try (Layer network = tiny(name, window(name, 2))) {
      long[] costs = new long[3];
      for (int i = 0; i < 3; i++) {
        costs[i] = Structure.of(network, new InputShape(3, 64 << i, 64 << i)).multiplyAdds();
      }
      assertThat(costs[2] - costs[1]).isEqualTo(4 * (costs[1] - costs[0]));   // scores and biases cost the same always
    }
  }

  @Test
  void withoutClassesThereAreMeans() {
    try (Layer network = tiny(V1, ModelConfig.of("num_classes", 0)); Scope scope = Scope.open()) {
      assertThat(network.apply(Tensors.rand(2, 3, 32, 32)).shape()).containsExactly(2, 64);
      assertThat(network.stateDict()).doesNotContainKey("head.weight");
    }
  }

  @Test
  void freshBranchesOfSwinV2StartAsZero() {
    try (Layer network = tiny(V2, ModelConfig.DEFAULTS)) {
      assertThat(network.stateDict().get("layers.2.blocks.1.norm2.weight").toFloats()).containsOnly(0);
      assertThat(network.stateDict().get("layers.0.downsample.norm.weight").toFloats()).containsOnly(1);
    }
  }

  @Test
  void whatDoesNotFitIsAnError() {
    try (Layer network = tiny(V1, ModelConfig.DEFAULTS);
        Layer two = Models.classifier("swin_t", TWO); Scope scope = Scope.open()) {
      assertThatThrownBy(() -> network.apply(Tensors.rand(1, 3, 3, 32)))
          .hasMessageContaining("4 pixels").hasMessageContaining("float32[1, 3, 3, 32]");
      assertThatThrownBy(() -> network.apply(Tensors.rand(1, 2, 32, 32))).hasMessageContaining("patch_embed");
      assertThatThrownBy(() -> ((FeaturePyramid) two).features(Tensors.rand(1, 3, 32, 32)))
          .hasMessageContaining("expected 4 stages").hasMessageContaining("got 2");
    }
    assertThatThrownBy(() -> tiny(V1, ModelConfig.of("num_heads", List.of(3, 2, 2, 2))))
        .hasMessageContaining("divisors of 8");
    assertThatThrownBy(() -> tiny(V1, ModelConfig.of("img_size", 3))).hasMessageContaining("img_size");
    assertThatThrownBy(() -> tiny("swin_t", ModelConfig.of("window_size", List.of(7, 8))))
        .hasMessageContaining("window_size: expected one side or two equal ones");
    assertThatThrownBy(() -> tiny(V2, ModelConfig.of("pretrained_window_sizes", List.of(12))))
        .hasMessageContaining("each of 4 stages");
    assertThatThrownBy(() -> Models.create("swin_backbone", ModelConfig.of("out_indices", List.of(4))))
        .hasMessageContaining("stages of 0 to 3");
  }
}
