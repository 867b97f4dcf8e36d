package dev.fovea.nn;

import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;

/** Pixels become channels: (n, c, h r, w r) to (n, c r^2, h, w), the inverse of {@link PixelShuffle}. */
public final class PixelUnshuffle extends Layer {
  private final long factor;

  /** With the factor r. */
  public PixelUnshuffle(long factor) {
    this.factor = Checks.positive("PixelUnshuffle", "factor", factor);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Sampling.pixelUnshuffle(x, factor);
  }

  @Override
  public String describe() {
    return "PixelUnshuffle(" + factor + ")";
  }
}
