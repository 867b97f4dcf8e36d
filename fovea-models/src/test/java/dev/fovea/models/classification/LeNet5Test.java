package dev.fovea.models.classification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.loss.CrossEntropyLoss;
import dev.fovea.nn.optim.Adam;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import org.junit.jupiter.api.Test;

class LeNet5Test {
  @Test
  void learnsEightPicturesByHeart() {
    Generator.seedAll(3);
    try (Layer network = Models.classifier("lenet5"); Scope scope = Scope.open()) {
      Tensor x = Tensors.rand(8, 1, 32, 32);
      Tensor y = Tensors.of(new long[] {0, 1, 2, 3, 4, 5, 6, 7}, 8);
      Adam adam = new Adam(network.parameters(), 2e-3);
      double loss = 0;
      for (int step = 0; step < 120; step++) {
        loss = Scope.run(() -> {
          Tensor value = new CrossEntropyLoss().apply(network.apply(x), y);
          network.zeroGrad();
          value.backward();
          adam.step();
          return value.detach();
        }).item();
      }
      assertThat(loss).isLessThan(0.1);
      assertThat(Scope.run(() -> network.apply(x).argmax(1)).toLongs()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }
  }

  @Test
  void otherSizesChannelsAndClassesFit() {
    ModelConfig config = ModelConfig.of("image_size", 44).with("in_channels", 3).with("num_classes", 7);
    try (Layer network = Models.classifier("lenet5", config); Scope scope = Scope.open()) {
      Tensor logProbabilities = network.apply(Tensors.rand(2, 3, 44, 44));
      assertThat(logProbabilities.shape()).containsExactly(2, 7);
      assertThat(logProbabilities.exp().sum(1).sub(1).abs().max().item()).isLessThan(1e-5);
    }
    try (Layer network = Models.classifier("lenet", config); Scope scope = Scope.open()) {
      assertThat(network.apply(Tensors.rand(2, 3, 44, 44)).shape()).containsExactly(2, 7);
    }
  }
}
