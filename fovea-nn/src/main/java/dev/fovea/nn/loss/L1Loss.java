package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Tensor;

/** Absolute differences of tensors of one shape. */
public record L1Loss(Reduction reduction) implements Loss {
  /** The mean over all elements. */
  public L1Loss() {
    this(Reduction.MEAN);
  }

  @Override
  public Tensor apply(Tensor input, Tensor target) {
    Checks.pair("L1Loss", input, target);
    return LossKernels.l1(input, target, reduction);
  }
}
