package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Tensor;

/** Squared differences of tensors of one shape (L2). */
public record MSELoss(Reduction reduction) implements Loss {
  /** The mean over all elements. */
  public MSELoss() {
    this(Reduction.MEAN);
  }

  @Override
  public Tensor apply(Tensor input, Tensor target) {
    Checks.pair("MSELoss", input, target);
    return LossKernels.mse(input, target, reduction);
  }
}
