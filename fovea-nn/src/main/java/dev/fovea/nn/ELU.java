package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/** x where positive, else alpha (exp(x) - 1). Clevert et al., 2015. */
public final class ELU extends Layer {
  private final double alpha;

  /** With alpha 1. */
  public ELU() {
    this(1);
  }

  /** Tending to -alpha for large negative values. */
  public ELU(double alpha) {
    this.alpha = alpha;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.elu(alpha);
  }

  @Override
  public String describe() {
    return "ELU(" + alpha + ")";
  }
}
