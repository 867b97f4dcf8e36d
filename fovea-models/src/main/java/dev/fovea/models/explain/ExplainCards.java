package dev.fovea.models.explain;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.models.parity.CardOptions;
import dev.fovea.models.parity.ParityCards;
import dev.fovea.models.parity.ParityOps;
import dev.fovea.nn.Layer;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code cam}. */
public final class ExplainCards implements ParityCards {
  @Override
  public void register() {
    ParityOps.operation("cam",
        options -> Models.create(options.text("net", "resnet18"),
            ModelConfig.of("num_classes", options.whole("num_classes", 1000)), Layer.class), ExplainCards::cam);
  }

  private static Map<String, Tensor> cam(Layer network, CardOptions options, Map<String, Tensor> inputs) {
    ClassActivationMap maps = ClassActivationMap.of(network,
        options.has("layer") ? options.text("layer", "") : null, inputs.values().iterator().next());
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("logits", maps.logits());
    outputs.put("features", maps.features());
    for (long number : options.wholes("classes")) {
      outputs.put("cam." + number, maps.of(number));
      outputs.put("cam01." + number, ClassActivationMap.normalized(maps.of(number)));
    }
    return outputs;
  }
}
