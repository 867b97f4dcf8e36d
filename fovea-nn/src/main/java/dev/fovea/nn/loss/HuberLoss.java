package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Tensor;

/**
 * d^2 / 2 for differences |d| below delta, else delta (|d| - delta / 2), of tensors of one shape.
 *
 * <p>Huber, Robust Estimation of a Location Parameter, 1964.
 */
public record HuberLoss(double delta, Reduction reduction) implements Loss {
  /** Checks delta. */
  public HuberLoss {
    Checks.positive("HuberLoss", "delta", delta);
  }

  /** The mean over all elements. */
  public HuberLoss(double delta) {
    this(delta, Reduction.MEAN);
  }

  /** The mean over all elements, with delta = 1. */
  public HuberLoss() {
    this(1);
  }

  @Override
  public Tensor apply(Tensor input, Tensor target) {
    Checks.pair("HuberLoss", input, target);
    return LossKernels.huber(input, target, reduction, delta);
  }
}
