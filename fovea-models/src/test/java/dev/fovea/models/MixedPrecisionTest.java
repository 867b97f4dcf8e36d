package dev.fovea.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.nn.Layer;
import dev.fovea.nn.loss.CrossEntropyLoss;
import dev.fovea.tensor.Autocast;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.MemoryFormat;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks learn with products in bfloat16, and their scores come in it, as in PyTorch. */
class MixedPrecisionTest {
  @ParameterizedTest
  @ValueSource(strings = {"lenet", "resnet18", "resnet50", "squeezenet1_0", "vit_t_16"})
  void trainsInBfloat16AndChannelsLast(String name) {
    ModelConfig config = ModelConfig.of("num_classes", 5);
    config = name.startsWith("resnet") ? config.with("layers", List.of(1, 1, 1, 1)) : config;
    config = name.startsWith("vit") ? config.with("image_size", 32).with("num_layers", 1) : config;
    try (Layer network = Models.classifier(name, config); Scope scope = Scope.open()) {
      network.to(MemoryFormat.CHANNELS_LAST);
      Tensor x = Tensors.rand(2, 3, 32, 32).to(MemoryFormat.CHANNELS_LAST);
      Tensor loss;
      try (Autocast on = Autocast.on(Device.CPU, DType.BFLOAT16)) {
        Tensor scores = network.apply(x);
        assertThat(scores.dtype()).isEqualTo(DType.BFLOAT16);
        loss = new CrossEntropyLoss().apply(scores.to(DType.FLOAT32), Tensors.of(new long[] {1, 3}, 2));
      }
      loss.backward();
      network.namedParameters().forEach((key, parameter) -> {
        Tensor gradient = parameter.grad();
        assertThat(gradient).as(key).isNotNull();
        assertThat(gradient.dtype()).isEqualTo(DType.FLOAT32);
        assertThat(Double.isFinite(gradient.sum().item())).as(key).isTrue();
      });
    }
  }
}
