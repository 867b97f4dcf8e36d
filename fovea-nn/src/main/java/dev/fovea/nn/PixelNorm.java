package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/** Scales the channels of each pixel to a mean square of 1. Karras et al., Progressive Growing of GANs, 2017. */
public final class PixelNorm extends Layer {
  private static final int[] CHANNELS = {1};

  private final double eps;

  /** With eps 1e-8. */
  public PixelNorm() {
    this(1e-8);
  }

  /** With a number added to the mean square. */
  public PixelNorm(double eps) {
    this.eps = eps;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.mul(x.square().mean(CHANNELS, true).add(eps).rsqrt());
  }
}
