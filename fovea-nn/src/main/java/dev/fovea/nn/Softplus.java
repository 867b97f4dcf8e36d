package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/** log(1 + exp(beta x)) / beta, a smooth max(0, x); the line x itself where beta x is above a threshold. */
public final class Softplus extends Layer {
  private final double beta;
  private final double threshold;

  /** With beta 1 and threshold 20. */
  public Softplus() {
    this(1, 20);
  }

  /** With a sharpness and the threshold of the line. */
  public Softplus(double beta, double threshold) {
    this.beta = beta;
    this.threshold = threshold;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.softplus(beta, threshold);
  }
}
