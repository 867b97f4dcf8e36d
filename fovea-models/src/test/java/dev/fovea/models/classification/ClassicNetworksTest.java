package dev.fovea.models.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.HasAlternativeScores;
import dev.fovea.models.HasAuxiliaryScores;
import dev.fovea.models.InputShape;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.models.Structure;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Module;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassicNetworksTest {
  private static final ModelConfig TINY_DENSE = ModelConfig.of("growth_rate", 4).with("block_config", List.of(2, 1))
      .with("num_init_features", 8).with("num_classes", 3);

  @Test
  void theCompoundCoefficientGivesThePublishedSizesNearlyAndDoublesTheCost() {
    EfficientNet.Config b2 = EfficientNetSizes.compound(1);
    assertThat(b2.widthMult()).isCloseTo(EfficientNetSizes.B2.widthMult(), within(0.01));
    assertThat(b2.depthMult()).isCloseTo(EfficientNetSizes.B2.depthMult(), within(0.01));
    assertThat(b2.imageSize()).isCloseTo(EfficientNetSizes.B2.imageSize(), within(3));
    assertThat(EfficientNetSizes.compound(0)).isEqualTo(EfficientNetSizes.B0);
    double cost = EfficientNetSizes.ALPHA * Math.pow(EfficientNetSizes.BETA, 2) * Math.pow(EfficientNetSizes.GAMMA, 2);
    assertThat(cost).isCloseTo(2, within(0.1));
  }

  @ParameterizedTest
  @CsvSource({"35.2,32", "38.4,40", "36,40", "3,8", "17.9,24", "28,32"})
  void channelsAreMultiplesOfEightNotMuchBelow(double channels, int rounded) {
    assertThat(EfficientNet.divisible(channels)).isEqualTo(rounded);
  }

  @ParameterizedTest
  @CsvSource({"googlenet,2,64", "inception_v3,1,299"})
  void auxiliaryHeadsScoreOnlyInTraining(String name, int heads, int side) {
    try (Layer network = Models.classifier(name, ModelConfig.of("num_classes", 4).with("init_weights", false));
        GradMode off = GradMode.noGrad(); Scope scope = Scope.open()) {
      Tensor x = Tensors.rand(2, 3, side, side);
      HasAuxiliaryScores.Scores training = ((HasAuxiliaryScores) network).scores(x);
      assertThat(training.auxiliary()).hasSize(heads).allSatisfy(scores ->
          assertThat(scores.shape()).containsExactly(2, 4));
      network.eval();
      HasAuxiliaryScores.Scores after = ((HasAuxiliaryScores) network).scores(x);
      assertThat(after.auxiliary()).isEmpty();
      assertThat(after.logits().toFloats()).containsExactly(network.apply(x).toFloats());
    }
  }

  @Test
  void scalingImagenetsValuesInsideEqualsScalingThePictureBefore() {
    ModelConfig config = ModelConfig.of("num_classes", 4).with("aux_logits", false).with("init_weights", false);
    try (Layer plain = Models.classifier("googlenet", config);
        Layer inside = Models.classifier("googlenet", config.with("transform_input", true));
        GradMode off = GradMode.noGrad(); Scope scope = Scope.open()) {
      plain.stateDict().forEach((key, tensor) -> inside.stateDict().get(key).copy_(tensor));
      plain.eval();
      inside.eval();
      Tensor picture = Tensors.rand(1, 3, 64, 64);
      Tensor mean = Tensors.of(new float[] {0.485f, 0.456f, 0.406f}, 1, 3, 1, 1);
      Tensor deviation = Tensors.of(new float[] {0.229f, 0.224f, 0.225f}, 1, 3, 1, 1);
      Tensor expected = plain.apply(picture.sub(0.5).div(0.5));
      Tensor got = inside.apply(picture.sub(mean).div(deviation));
      assertThat(got.sub(expected).abs().max().item()).isLessThan(1e-4);
    }
  }

  @Test
  void olderNamesOfDenseNetLoad() {
    try (DenseNet network = Models.create("densenet121", TINY_DENSE, DenseNet.class)) {
      Map<String, Tensor> old = new LinkedHashMap<>();
      network.stateDict().forEach((name, tensor) ->
          old.put(name.replaceAll("(denselayer\\d+\\.(?:norm|conv))(\\d)", "$1.$2"), tensor));
      assertThat(old).containsKey("features.denseblock1.denselayer1.norm.1.weight");
      StateDict file = new StateDict(new LinkedHashMap<>(old), Map.of(), "test");
      assertThat(Models.load(network, file).isComplete()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"alexnet,63", "vgg11,32", "densenet121,29", "googlenet,15", "inception_v3,75"})
  void picturesThatAreTooSmallAreNamedBeforeAnythingIsComputed(String name, int least) {
    ModelConfig config = switch (name) {
      case "densenet121" -> TINY_DENSE.with("block_config", List.of(1, 1, 1, 1));
      default -> ModelConfig.of("num_classes", 2);
    };
    try (Layer network = Models.classifier(name, config); GradMode off = GradMode.noGrad();
        Scope scope = Scope.open()) {
      network.eval();
      assertThat(network.apply(Tensors.rand(1, 3, least, least)).shape()).containsExactly(1,
          name.equals("densenet121") ? 3 : 2);
      assertThatThrownBy(() -> network.apply(Tensors.rand(1, 3, least, least - 1)))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(least + " pixels");
    }
  }

  @Test
  void theDeepestColumnStandsAlone() {
    ModelConfig config = ModelConfig.of("data_shape", List.of(1, 8, 8, 3)).with("n_columns", 3)
        .with("init_channels", 4).with("dropout_probs", List.of(0.0, 0.1));
    try (FractalNet whole = Models.create("fractalnet", config, FractalNet.class);
        FractalNet alone = Models.create("fractalnet", config.with("deepest", true), FractalNet.class);
        GradMode off = GradMode.noGrad(); Scope scope = Scope.open()) {
      whole.stateDict().forEach((key, tensor) -> alone.stateDict().get(key).copy_(tensor));
      Generator.seedAll(1);
      Tensor x = Tensors.rand(2, 1, 8, 8);
      whole.eval();
      alone.eval();
      float[] joined = whole.apply(x).toFloats();
      float[] deepest = alone.apply(x).toFloats();
      assertThat(joined).isNotEqualTo(deepest);
      HasAlternativeScores.Scores both = whole.alternativeScores(x);
      assertThat(both.logits().toFloats()).containsExactly(joined);
      assertThat(both.alternatives()).containsOnlyKeys("deepest");
      assertThat(both.alternatives().get("deepest").toFloats()).containsExactly(deepest);
      assertThat(alone.alternativeScores(x).alternatives()).isEmpty();
      whole.useDeepest(true);
      assertThat(whole.apply(x).toFloats()).containsExactly(deepest);
    }
  }

  @Test
  void localDropPathNeverDropsAllAndGlobalPathsAreOneColumn() {
    Generator.seedAll(2);
    try (Scope scope = Scope.open()) {
      List<Tensor> columns = IntStream.range(0, 3).mapToObj(i -> Tensors.full(1 << i, DType.FLOAT32, 400, 1, 1, 1))
          .toList();
      DropPath local = new DropPath(Tensors.full(-1, DType.INT64, 400), 3, 0.8);
      float[] joined = local.join(columns).toFloats();
      assertThat(local.join(columns).ge(1).all().item()).isEqualTo(1);
      long alone = IntStream.range(0, 400).filter(i -> joined[i] == 1 || joined[i] == 2 || joined[i] == 4).count();
      assertThat(alone).isBetween(300L, 399L);
      DropPath global = new DropPath(Tensors.full(1, DType.INT64, 400), 3, 0.8);
      assertThat(global.join(columns).toFloats()).containsOnly(2);
      assertThat(global.join(columns.subList(2, 3)).toFloats()).as("column 1 has no part in a join of column 2 alone")
          .containsOnly(0);
    }
  }

  @ParameterizedTest
  @CsvSource({"stochastic_depth_resnet18,last_survival", "resnet18_stodepth_lineardecay,prob_0_L"})
  void blocksAreSkippedInTrainingAsOftenAsTheySay(String name, String option) {
    ModelConfig config = ModelConfig.of("num_classes", 2);
    Object never = option.equals("prob_0_L") ? List.of(1.0, 0.0) : (Object) 0.0;
    try (Module network = Models.create(name, config.with(option, never)); Scope scope = Scope.open();
        GradMode off = GradMode.noGrad()) {
      int[] calls = new int[2];
      String stage = option.equals("prob_0_L") ? "layer" : "conv";
      String last = stage.equals("layer") ? "layer4.1.conv1" : "conv5_x.1.residual";
      String first = stage.equals("layer") ? "layer1.0.conv1" : "conv2_x.0.residual";
      network.namedModules().get(last).onForward((module, in, out) -> calls[1]++);
      network.namedModules().get(first).onForward((module, in, out) -> calls[0]++);
      for (int i = 0; i < 4; i++) {
        ((Layer) network).apply(Tensors.rand(2, 3, 32, 32));
      }
      assertThat(calls).containsExactly(4, 0);
      network.eval();
      ((Layer) network).apply(Tensors.rand(2, 3, 32, 32));
      assertThat(calls).containsExactly(5, 1);
    }
  }

  @Test
  void multiplyAddsAreThoseOfThePapers() {
    try (Layer network = Models.classifier("resnet18")) {
      Structure structure = Structure.of(network, new InputShape(3, 224, 224));
      assertThat(structure.multiplyAdds()).isEqualTo(1_814_073_344L);
      Structure.Row stage = structure.rows().stream().filter(row -> row.name().equals("layer2")).findFirst()
          .orElseThrow();
      assertThat(stage.output()).containsExactly(128L, 28L, 28L);
      assertThat(stage.parameters()).isEqualTo(525_568);
      assertThat(stage.leaf()).isFalse();
    }
  }

  @Test
  void optionsAreKnownUnderTheNamesOfTheirReferences() {
    try (Module network = Models.create("resnet18_stodepth_lineardecay",
        ModelConfig.of("prob_0_L", List.of(1.0, 0.8)).with("multFlag", false).with("num_classes", 2))) {
      assertThat(network.parameterCount()).isEqualTo(11_177_538);
    }
    assertThatThrownBy(() -> Models.create("wide_resnet_cifar", ModelConfig.of("depht", 16)))
        .hasMessageContaining("unknown option 'depht'").hasMessageContaining("depth");
  }
}
