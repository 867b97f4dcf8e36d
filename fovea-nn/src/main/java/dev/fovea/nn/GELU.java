package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/** Gaussian error linear units, x Phi(x). Hendrycks and Gimpel, 2016. */
public final class GELU extends Layer {
  private final String approximate;

  /** With the exact cumulative distribution Phi of the normal distribution. */
  public GELU() {
    this("none");
  }

  /** With {@code approximate} "none" for the exact form or "tanh" for the paper's approximation. */
  public GELU(String approximate) {
    if (!approximate.equals("none") && !approximate.equals("tanh")) {
      throw new IllegalArgumentException("GELU: approximate: expected none or tanh, got " + approximate);
    }
    this.approximate = approximate;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.gelu(approximate);
  }

  @Override
  public String describe() {
    return approximate.equals("none") ? "GELU" : "GELU(" + approximate + ")";
  }
}
