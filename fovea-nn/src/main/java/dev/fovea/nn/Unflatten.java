package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/** One dimension made several, such as (batch, c h w) to (batch, c, h, w). */
public final class Unflatten extends Layer {
  private final int dim;
  private final long[] sizes;

  /** Splits {@code dim} into {@code sizes}, one of which may be -1. */
  public Unflatten(int dim, long... sizes) {
    this.dim = dim;
    this.sizes = sizes.clone();
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.unflatten(dim, sizes);
  }
}
