package dev.fovea.train.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.FeaturePyramid;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.models.explain.AttentionMaps;
import dev.fovea.models.layers.AttentionKernel;
import dev.fovea.nn.Layer;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every vision transformer of the comparison at tiny width: its attention can be drawn, and pyramids give features. */
class TransformersTest {
  static List<Comparison.Entry> transformers() {
    return Comparison.named("transformers-fashion-mnist").entries().stream()
        .filter(entry -> Models.entry(entry.model()).chapter().equals("transformers")).toList();
  }

  private static int side(Comparison.Entry entry) {
    return entry.settings().stream().filter(setting -> setting.startsWith("data.crop="))
        .mapToInt(setting -> Integer.parseInt(setting.substring("data.crop=".length()))).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("transformers")
  void attentionIsDrawnAndDoesNotChangeTheAnswer(Comparison.Entry entry) {
    try (Layer network = Models.classifier(entry.model(), ModelConfig.of(entry.config()))) {
      network.eval();
      Scope.run(() -> {
        Tensor pictures = Tensors.rand(2, 3, side(entry), side(entry));
        AttentionMaps maps = AttentionMaps.of(network, pictures);
        long kernels = network.namedModules().values().stream().filter(AttentionKernel.class::isInstance).count();
        assertThat(maps.layers()).hasSizeBetween(1, (int) kernels);
        for (AttentionMaps.Attended layer : maps.layers()) {
          assertThat(layer.map().dim()).as(layer.layer()).isEqualTo(3);
          assertThat(layer.map().size(0)).as(layer.layer()).isEqualTo(2);
          assertThat(layer.map().min().item()).as(layer.layer()).isNotNegative();
          assertThat(layer.map().sum().item()).as(layer.layer()).isPositive().isFinite();
        }
        try (GradMode off = GradMode.noGrad()) {
          assertThat(network.apply(pictures).shape()).containsExactly(2, 1000);
        }
      });
    }
  }

  @ParameterizedTest
  @MethodSource("transformers")
  void pyramidsGiveFourMapsOfAnySize(Comparison.Entry entry) {
    try (Layer network = Models.classifier(entry.model(), ModelConfig.of(entry.config()))) {
      if (network instanceof FeaturePyramid pyramid && pyramid.featureChannels().size() == 4) {
        network.eval();
        try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
          FeaturePyramid.Features features = pyramid.features(Tensors.rand(1, 3, 71, 102));
          List<Tensor> maps = List.of(features.c2(), features.c3(), features.c4(), features.c5());
          for (int i = 0; i < 4; i++) {
            assertThat(maps.get(i).dim()).isEqualTo(4);
            assertThat(maps.get(i).size(1)).isEqualTo((long) pyramid.featureChannels().get(i));
            assertThat((double) maps.get(i).size(3)).isBetween(102.0 / (4 << i) - 1, 102.0 / (4 << i) + 1);
          }
        }
      }
    }
  }
}
