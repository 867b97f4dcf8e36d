package dev.fovea.nn;

import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;

/** Unpooling that puts each value at the left top of a square of zeros: (n, c, h, w) to (n, c, h f, w f). */
public final class BedOfNails extends Layer {
  private final long factor;

  /** With the side f of the squares. */
  public BedOfNails(long factor) {
    this.factor = Checks.positive("BedOfNails", "factor", factor);
  }

  @Override
  protected Tensor forward(Tensor x) {
    long n = x.size(0);
    long c = x.size(1);
    long h = x.size(2);
    long w = x.size(3);
    return Sampling.pad(x.reshape(n * c, h, 1, w, 1), 0, factor - 1, 0, 0, 0, factor - 1)
        .reshape(n, c, h * factor, w * factor);
  }
}
