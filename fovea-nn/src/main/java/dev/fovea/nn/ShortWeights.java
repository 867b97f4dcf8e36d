package dev.fovea.nn;

import dev.fovea.tensor.DType;
import java.util.List;

/**
 * Copies of weights in a shorter type, for inference under {@link dev.fovea.tensor.Autocast}: convolutions and linear
 * layers then take their copy and need not make one at each call, which for wide layers and single pictures is most of
 * the time. Without autocast, and in training, they compute with the weights themselves.
 */
public final class ShortWeights {
  private ShortWeights() {}

  /**
   * Makes the copies; they are not part of the state, and do not see later changes of the weights.
   *
   * @param type {@link DType#BFLOAT16} or {@link DType#FLOAT16}; autocast in another type does not use the copies
   * @return frees the copies; so does closing the network
   */
  public static Module.Closer keep(Module network, DType type) {
    if (type != DType.BFLOAT16 && type != DType.FLOAT16) {
      throw new IllegalArgumentException("ShortWeights: expected bfloat16 or float16, got " + type);
    }
    List<WeightedLayer> layers = network.namedModules().values().stream()
        .filter(part -> part instanceof WeightedLayer).map(part -> (WeightedLayer) part).toList();
    layers.forEach(layer -> layer.keepShort(type));
    return () -> layers.forEach(WeightedLayer::dropShort);
  }
}
