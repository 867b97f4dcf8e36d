package dev.fovea.nn;

import dev.fovea.tensor.Op;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;

/** {@link Dropout} of whole channels of images (batch, channels, height, width). Tompson et al., 2015. */
public final class Dropout2d extends Layer {
  private static final Op FEATURE_DROPOUT = Op.of("aten::feature_dropout");

  private final double p;

  /** With the probability of a channel being zeroed, in [0, 1]. */
  public Dropout2d(double p) {
    this.p = Checks.probability("Dropout2d", p);
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (x.dim() != 4) {
      throw new TensorException("Dropout2d: expected images (batch, channels, height, width), got " + x.describe());
    }
    return isTraining() && p > 0 ? FEATURE_DROPOUT.call(x, p, true) : x;
  }

  @Override
  public String describe() {
    return "Dropout2d(" + p + ")";
  }
}
