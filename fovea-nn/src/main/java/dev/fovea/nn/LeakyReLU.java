package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/** x where positive, else a small multiple of x. Maas et al., 2013. */
public final class LeakyReLU extends Layer {
  private final double slope;

  /** With slope 0.01 for negative values. */
  public LeakyReLU() {
    this(0.01);
  }

  /** With a slope for negative values. */
  public LeakyReLU(double slope) {
    this.slope = slope;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.leakyRelu(slope);
  }

  @Override
  public String describe() {
    return "LeakyReLU(" + slope + ")";
  }
}
