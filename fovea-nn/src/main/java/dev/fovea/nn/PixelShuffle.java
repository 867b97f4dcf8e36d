package dev.fovea.nn;

import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;

/** Channels become pixels: (n, c r^2, h, w) to (n, c, h r, w r). Shi et al., 2016. */
public final class PixelShuffle extends Layer {
  private final long factor;

  /** With the factor r. */
  public PixelShuffle(long factor) {
    this.factor = Checks.positive("PixelShuffle", "factor", factor);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Sampling.pixelShuffle(x, factor);
  }

  @Override
  public String describe() {
    return "PixelShuffle(" + factor + ")";
  }
}
