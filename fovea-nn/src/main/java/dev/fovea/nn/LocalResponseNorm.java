package dev.fovea.nn;

import dev.fovea.tensor.Normalizations;
import dev.fovea.tensor.Tensor;

/**
 * Divides by (k + alpha x mean square of neighbouring channels)^beta. Krizhevsky et al., ImageNet Classification with
 * Deep Convolutional Neural Networks, 2012.
 */
public final class LocalResponseNorm extends Layer {
  private final long size;
  private final double alpha;
  private final double beta;
  private final double k;

  /** Over {@code size} channels, with alpha 1e-4, beta 0.75 and k 1. */
  public LocalResponseNorm(long size) {
    this(size, 1e-4, 0.75, 1);
  }

  /** With all numbers. */
  public LocalResponseNorm(long size, double alpha, double beta, double k) {
    this.size = Checks.positive("LocalResponseNorm", "size", size);
    this.alpha = alpha;
    this.beta = beta;
    this.k = k;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Normalizations.localResponseNorm(x, size, alpha, beta, k);
  }

  @Override
  public String describe() {
    return "LocalResponseNorm(" + size + ")";
  }
}
