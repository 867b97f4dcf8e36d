package dev.fovea.data;

import dev.fovea.tensor.Device;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;

/** Rectangles of pictures as masks. */
final class Rectangles {
  private Rectangles() {}

  /**
   * Which pixels lie in which rectangle.
   *
   * @param edges (n, 4): top, bottom, left and right, the first inside and the second no longer
   * @return bool (n, 1, height, width) on the device of the edges
   */
  static Tensor inside(Tensor edges, long height, long width) {
    Device device = edges.device();
    Tensor rows = Tensors.arange(height).to(device).reshape(1, 1, height, 1);
    Tensor columns = Tensors.arange(width).to(device).reshape(1, 1, 1, width);
    return rows.ge(edge(edges, 0)).logicalAnd(rows.lt(edge(edges, 1)))
        .logicalAnd(columns.ge(edge(edges, 2)).logicalAnd(columns.lt(edge(edges, 3))));
  }

  private static Tensor edge(Tensor edges, int column) {
    return edges.narrow(1, column, 1).reshape(-1, 1, 1, 1);
  }
}
