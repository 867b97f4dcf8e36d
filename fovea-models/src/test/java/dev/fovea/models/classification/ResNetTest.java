package dev.fovea.models.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.FeaturePyramid;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.nn.Module;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResNetTest {
  private static final ModelConfig TINY = ModelConfig.of("layers", List.of(1, 1, 1, 1)).with("num_classes", 4);

  private static ResNet tiny(String name, ModelConfig config) {
    ResNet network = Models.create(name, TINY.with(config), ResNet.class);
    network.eval();
    return network;
  }

  @Test
  void featuresHalveFromStageToStage() {
    try (ResNet network = tiny("resnet50", ModelConfig.DEFAULTS); GradMode off = GradMode.noGrad()) {
      Scope.run(() -> {
        FeaturePyramid.Features features = network.features(Tensors.rand(2, 3, 64, 96));
        assertThat(features.c2().shape()).containsExactly(2, 256, 16, 24);
        assertThat(features.c3().shape()).containsExactly(2, 512, 8, 12);
        assertThat(features.c4().shape()).containsExactly(2, 1024, 4, 6);
        assertThat(features.c5().shape()).containsExactly(2, 2048, 2, 3);
      });
    }
  }

  @Test
  void dilationKeepsTheSize() {
    ModelConfig dilated = ModelConfig.of("replace_stride_with_dilation", List.of(false, true, true));
    try (ResNet network = tiny("resnet50", dilated); GradMode off = GradMode.noGrad()) {
      Scope.run(() -> {
        FeaturePyramid.Features features = network.features(Tensors.rand(1, 3, 64, 64));
        assertThat(features.c3().shape()).containsExactly(1, 512, 8, 8);
        assertThat(features.c5().shape()).containsExactly(1, 2048, 8, 8);
      });
    }
  }

  @Test
  void theSmallStemKeepsTheSizeOfThePicture() {
    ModelConfig small = ModelConfig.of("stem", "small").with("in_channels", 1);
    try (ResNet network = tiny("resnet18", small); GradMode off = GradMode.noGrad()) {
      Scope.run(() -> {
        Tensor x = Tensors.rand(2, 1, 28, 28);
        assertThat(network.features(x).c2().shape()).containsExactly(2, 64, 28, 28);
        assertThat(network.apply(x).shape()).containsExactly(2, 4);
        assertThat(network.stateDict().get("conv1.weight").shape()).containsExactly(64, 1, 3, 3);
      });
    }
  }

  @Test
  void zeroInitResidualStartsEachBlockAsItsShortcut() {
    try (ResNet network = tiny("resnet18", ModelConfig.of("zero_init_residual", true))) {
      network.namedParameters().forEach((name, value) -> {
        if (name.endsWith("bn2.weight")) {
          assertThat(value.toFloats()).as(name).containsOnly(0);
        } else if (name.endsWith("bn1.weight")) {
          assertThat(value.toFloats()).as(name).containsOnly(1);
        }
      });
    }
  }

  @Test
  void convolutionsStartWithHesVariance() {
    Generator.seedAll(1);
    try (ResNet network = tiny("resnet18", ModelConfig.DEFAULTS)) {
      Tensor weight = network.stateDict().get("layer4.0.conv2.weight");
      double std = Scope.run(() -> weight.detach().std()).item();
      assertThat(std).isCloseTo(Math.sqrt(2.0 / (512 * 9)), within(2e-4));
      assertThat(network.stateDict().get("bn1.weight").toFloats()).containsOnly(1);
    }
  }

  @Test
  void frozenNormalisationHasNoParameters() {
    try (ResNet network = tiny("resnet18", ModelConfig.of("norm_layer", "frozen_batch"))) {
      Map<String, Tensor> state = network.stateDict();
      assertThat(state).containsKeys("bn1.weight", "bn1.running_var").doesNotContainKey("bn1.num_batches_tracked");
      assertThat(network.namedParameters()).doesNotContainKey("bn1.weight").containsKey("conv1.weight");
    }
  }

  @Test
  void inferenceLeavesOnlyTheResult() {
    try (Module network = tiny("resnet18", ModelConfig.DEFAULTS); GradMode off = GradMode.noGrad();
        Scope scope = Scope.open()) {
      Tensor x = Tensors.rand(1, 3, 64, 64);
      ((ResNet) network).apply(x);
      assertThat(scope.size()).isEqualTo(2);
    }
  }
}
