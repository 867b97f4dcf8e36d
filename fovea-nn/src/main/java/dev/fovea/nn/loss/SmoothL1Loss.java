package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Tensor;

/**
 * d^2 / (2 beta) for differences |d| below beta, else |d| - beta / 2, of tensors of one shape.
 *
 * <p>Girshick, Fast R-CNN, 2015. A beta of 0 is {@link L1Loss}.
 */
public record SmoothL1Loss(double beta, Reduction reduction) implements Loss {
  /** Checks beta. */
  public SmoothL1Loss {
    Checks.notNegative("SmoothL1Loss", "beta", beta);
  }

  /** The mean over all elements. */
  public SmoothL1Loss(double beta) {
    this(beta, Reduction.MEAN);
  }

  /** The mean over all elements, with beta = 1. */
  public SmoothL1Loss() {
    this(1);
  }

  @Override
  public Tensor apply(Tensor input, Tensor target) {
    Checks.pair("SmoothL1Loss", input, target);
    return LossKernels.smoothL1(input, target, reduction, beta);
  }
}
