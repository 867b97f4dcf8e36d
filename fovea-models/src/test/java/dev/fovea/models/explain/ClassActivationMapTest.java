package dev.fovea.models.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Module;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassActivationMapTest {
  private static final ModelConfig FOUR = ModelConfig.of("num_classes", 4);

  /** What the paper's equation 2 says: a class's score is the mean of its map, and the bias. */
  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "densenet121", "googlenet", "inception_v3", "efficientnet_b0", "preact_resnet18",
      "wide_resnet_cifar"})
  void theMeanOfAMapIsTheScore(String name) {
    Generator.seedAll(3);
    ModelConfig config = switch (name) {
      case "resnet18" -> FOUR.with("layers", List.of(1, 1, 1, 1));
      case "densenet121" -> FOUR.with("growth_rate", 4).with("block_config", List.of(2, 1));
      case "googlenet", "inception_v3" -> FOUR.with("aux_logits", false);
      case "efficientnet_b0" -> FOUR.with("width_mult", 0.25).with("depth_mult", 0.1);
      case "preact_resnet18" -> FOUR.with("num_blocks", List.of(1, 1, 1, 1));
      case "wide_resnet_cifar" -> FOUR.with("depth", 10).with("widen_factor", 1);
      default -> FOUR;
    };
    try (Layer network = Models.classifier(name, config); Scope scope = Scope.open();
        GradMode off = GradMode.noGrad()) {
      network.apply(Tensors.randn(4, 3, 96, 96));
      network.eval();
      ClassActivationMap found = ClassActivationMap.of(network, Tensors.randn(2, 3, 128, 96));
      float[] bias = lastBias(network).toFloats();
      for (int number = 0; number < 4; number++) {
        float[] means = found.of(number).mean(1, 2).toFloats();
        for (int i = 0; i < 2; i++) {
          double score = found.logits().select(0, i).select(0, number).item();
          assertThat(means[i] + bias[number]).isCloseTo((float) score, within(1e-4f * (1 + (float) Math.abs(score))));
        }
      }
    }
  }

  @Test
  void aNetworkWithoutPoolingAtItsEndIsRefused() {
    try (Layer network = Models.classifier("lenet5"); Scope scope = Scope.open()) {
      network.eval();
      assertThatThrownBy(() -> ClassActivationMap.of(network, Tensors.rand(1, 1, 32, 32)))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("global average pooling");
    }
  }

  private static Tensor lastBias(Module network) {
    Tensor last = null;
    for (Tensor parameter : network.parameters()) {
      last = parameter;
    }
    return last;
  }
}
