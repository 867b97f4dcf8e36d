package dev.fovea.models.explain;

import dev.fovea.models.layers.KeyPlaces;
import dev.fovea.nn.Layer;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Where each layer of a transformer looks: what its class token attends to, averaged over heads, or without a class token
 * the attention that each place receives from all. Caron et al., Emerging Properties in Self-Supervised Vision
 * Transformers, 2021, figure 1.
 *
 * <p>Any network works whose attention goes through {@link dev.fovea.models.layers.AttentionKernel}.
 *
 * <pre>{@code
 * try (Scope scope = Scope.open()) {
 *   Tensor last = AttentionMaps.of(network, images).last().map();   // (n, h, w)
 * }
 * }</pre>
 *
 * @param layers one for each attention, in the order of the data
 */
public record AttentionMaps(List<Attended> layers) {
  /**
   * Where a layer looks.
   *
   * @param layer its name
   * @param map (n, h, w), not negative: shares of attention, h and w those of the layer's own grid
   */
  public record Attended(String layer, Tensor map) {}

  /**
   * Runs pictures (n, channels, height, width) through a network, without gradients, in the mode that it is in.
   *
   * @throws IllegalArgumentException if the network has no attention
   */
  public static AttentionMaps of(Layer network, Tensor images) {
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      List<Attended> layers = new ArrayList<>();
      AttentionListening.run(network, images, (layer, weights, places) -> layers.add(new Attended(layer,
          scope.adopt(Scope.run(() -> map(weights, places, images.size(2), images.size(3)))))));
      return scope.keep(new AttentionMaps(List.copyOf(layers)));
    }
  }

  /** Weights (rows, heads, queries, keys) as (n, h, w). */
  private static Tensor map(Tensor weights, KeyPlaces places, long height, long width) {
    Tensor looked = places.prefix() > 0 ? weights.select(2, 0) : weights.mean(2);           // (rows, heads, keys)
    Tensor keys = looked.to(DType.FLOAT32).mean(1).unsqueeze(2);                            // (rows, keys, 1)
    return places.map().apply(keys, height, width).squeeze(3).contiguous();                 // (n, h, w)
  }

  /** The last layer's. */
  public Attended last() {
    return layers.get(layers.size() - 1);
  }
}
