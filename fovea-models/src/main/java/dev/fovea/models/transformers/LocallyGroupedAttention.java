package dev.fovea.models.transformers;

import dev.fovea.models.layers.AttentionKernel;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.KeyPlaces;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;

/**
 * Attention inside square windows side by side. Chu et al., Twins, 2021, section 3.2.
 *
 * <p>A field whose sides are no multiples of the window's is filled with zeros at its right and bottom; they take part,
 * without a mask. State: {@code qkv} (queries, keys, values), {@code proj}.
 */
final class LocallyGroupedAttention extends Layer {
  private final SpatialReductionAttention.Shape shape;
  private final long side;
  private final Linear qkv;
  private final AttentionKernel kernel;
  private final Linear proj;
  private final Dropout projDrop;

  /** In windows of {@code side} x {@code side} places. */
  LocallyGroupedAttention(SpatialReductionAttention.Shape shape, long side) {
    this.shape = shape;
    this.side = side;
    int width = shape.width();
    this.qkv = child("qkv", new Linear(width, 3L * width, shape.qkvBias()));
    this.kernel = child("kernel", new AttentionKernel(shape.attnDrop()));
    this.proj = child("proj", new Linear(width, width));
    this.projDrop = child("proj_drop", new Dropout(shape.drop()));
  }

  /** A field (n, h, w, width) to the same. */
  @Override
  protected Tensor forward(Tensor x) {
    Windows windows = new Windows(side, x.size(1), x.size(2));
    Tensor triple = Chain.of(x, windows::cut, qkv).unflatten(2, 3, shape.heads(), -1)
        .permute(2, 0, 3, 1, 4);                                              // (3, windows, heads, places, d)
    KeyPlaces places = new KeyPlaces(0, (values, height, width) -> windows.joined(values));
    Tensor attended = kernel.apply(triple.select(0, 0), triple.select(0, 1), triple.select(0, 2), null,
        shape.qkScale(), places);
    return Chain.of(attended, heads -> heads.transpose(1, 2).flatten(2), windows::joined, proj, projDrop);
  }

  /** How a field of height x width falls into windows. */
  private record Windows(long side, long height, long width) {
    private long down() {
      return (height + side - 1) / side;
    }

    private long across() {
      return (width + side - 1) / side;
    }

    /** (n, h, w, c) to (windows, places, c), row by row. */
    Tensor cut(Tensor field) {
      long right = across() * side - width;
      long bottom = down() * side - height;
      Tensor filled = right == 0 && bottom == 0 ? field : Sampling.pad(field, 0, 0, 0, right, 0, bottom);
      return filled.reshape(-1, down(), side, across(), side, field.size(3)).transpose(2, 3)
          .reshape(-1, side * side, field.size(3));
    }

    /** (windows, places, c) to (n, h, w, c), without what was filled in. */
    Tensor joined(Tensor windows) {
      return windows.reshape(-1, down(), across(), side, side, windows.size(2)).transpose(2, 3)
          .reshape(-1, down() * side, across() * side, windows.size(2)).narrow(1, 0, height).narrow(2, 0, width);
    }
  }
}
