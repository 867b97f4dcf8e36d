package dev.fovea.models.explain;

import dev.fovea.models.layers.AttentionKernel;
import dev.fovea.models.layers.KeyPlaces;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Module;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs pictures through a network while listening to all its attention. */
final class AttentionListening {
  private AttentionListening() {}

  /** Hears of each attention in the order of the data. */
  @FunctionalInterface
  interface Hearer {
    /** One attention: its layer's name, its weights (rows, heads, queries, keys), where its keys lie. */
    void heard(String layer, Tensor weights, KeyPlaces places);
  }

  /**
   * Runs pictures (n, channels, height, width).
   *
   * @throws IllegalArgumentException if nothing was heard
   */
  static void run(Layer network, Tensor images, Hearer hearer) {
    Thread here = Thread.currentThread();
    int[] heard = {0};
    List<Module.Closer> listeners = new ArrayList<>();
    for (Map.Entry<String, Module> part : network.namedModules().entrySet()) {
      if (part.getValue() instanceof AttentionKernel kernel) {
        String layer = part.getKey().replaceFirst("\\.[^.]*$", "");
        listeners.add(kernel.onWeights((weights, places) -> {
          if (Thread.currentThread() == here) {
            heard[0]++;
            hearer.heard(layer, weights, places);
          }
        }));
      }
    }
    try {
      if (!listeners.isEmpty()) {
        network.apply(images).close();
      }
    } finally {
      listeners.forEach(Module.Closer::close);
    }
    if (heard[0] == 0) {
      throw new IllegalArgumentException("The network has no attention that can be drawn; choose a vision transformer, "
          + "such as vit_b_16 or deit_tiny_patch16_224, or class activation maps for a convolutional network");
    }
  }
}
