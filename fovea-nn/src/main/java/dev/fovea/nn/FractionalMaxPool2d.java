package dev.fovea.nn;

import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;

/**
 * The largest values of windows at random steps, which shrink images by a fraction. Graham, Fractional Max-Pooling,
 * 2014.
 *
 * <p>Windows are drawn anew each call, in evaluation mode too: average several passes, as the paper does.
 */
public final class FractionalMaxPool2d extends Layer {
  private final long[] kernel;
  private final double ratio;

  /** Square windows; each output length is {@code ratio} of the input's, rounded down, with 0 < ratio < 1. */
  public FractionalMaxPool2d(long kernel, double ratio) {
    Checks.positive("FractionalMaxPool2d", "kernel", kernel);
    if (!(ratio > 0 && ratio < 1)) {
      throw new IllegalArgumentException("FractionalMaxPool2d: ratio: expected a number between 0 and 1, got " + ratio);
    }
    this.kernel = new long[] {kernel, kernel};
    this.ratio = ratio;
  }

  @Override
  protected Tensor forward(Tensor x) {
    long[] size = {(long) (x.size(2) * ratio), (long) (x.size(3) * ratio)};
    Tensor samples = Tensors.rand(x.size(0), x.size(1), 2).to(x.dtype()).to(x.device());
    return Pooling.fractionalMaxPool2d(x, kernel, size, samples).values();
  }
}
