package dev.fovea.models.layers;

import dev.fovea.tensor.Tensor;

/**
 * Where in a picture the keys of an attention lie, so that attention can be drawn.
 *
 * @param prefix tokens without a place before the others, such as a class token; where there are some, the first query
 *     is a class token too
 * @param map brings values of keys into the plane
 */
public record KeyPlaces(int prefix, ToMap map) {
  /** Brings values of keys into the plane. */
  @FunctionalInterface
  public interface ToMap {
    /**
     * The values (rows, keys, c) of attention's keys, prefix included, as a map (n, h, w, c).
     *
     * @param height of the picture in pixels
     * @param width of the picture in pixels
     */
    Tensor apply(Tensor values, long height, long width);
  }

  /** Tokens of a whole picture, row by row, behind a prefix; the grid has the picture's proportions. */
  public static KeyPlaces tokens(int prefix) {
    return new KeyPlaces(prefix, (values, height, width) -> {
      long places = values.size(1) - prefix;
      long rows = Math.max(1, Math.round(Math.sqrt((double) places * height / width)));
      while (places % rows != 0) {
        rows--;
      }
      return values.narrow(1, prefix, places).unflatten(1, rows, places / rows);
    });
  }

  /** Tokens of a grid with known sides, row by row, behind a prefix. */
  public static KeyPlaces grid(int prefix, long rows, long columns) {
    return new KeyPlaces(prefix,
        (values, height, width) -> values.narrow(1, prefix, rows * columns).unflatten(1, rows, columns));
  }
}
