package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/**
 * Zeroes values at random while training and scales the others by 1 / (1 - p); evaluation passes values through.
 * Srivastava et al., 2014, in the inverted form.
 */
public final class Dropout extends Layer {
  private final double p;

  /** With the probability of being zeroed, in [0, 1]. */
  public Dropout(double p) {
    this.p = Checks.probability("Dropout", p);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return isTraining() && p > 0 ? x.dropout(p, true) : x;
  }

  @Override
  public String describe() {
    return "Dropout(" + p + ")";
  }
}
