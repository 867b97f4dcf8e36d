package dev.fovea.nn;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;

/** Adds normal noise while training. Bishop, Training with Noise is Equivalent to Tikhonov Regularization, 1995. */
public final class GaussianNoise extends Layer {
  private final double std;

  /** With the standard deviation of the noise, in the unit of the values. */
  public GaussianNoise(double std) {
    if (!(std >= 0)) {
      throw new IllegalArgumentException("GaussianNoise: std: expected 0 or more, got " + std);
    }
    this.std = std;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return isTraining() && std > 0 ? x.add(Tensors.randnLike(x), std) : x;
  }
}
