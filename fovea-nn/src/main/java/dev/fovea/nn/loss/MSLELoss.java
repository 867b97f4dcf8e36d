package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;

/**
 * Squared differences of log(1 + x), of tensors of one shape with values above -1: relative errors of counts and sizes.
 *
 * <p>A value of -1 or less gives infinity or NaN, as the logarithm does.
 */
public record MSLELoss(Reduction reduction) implements Loss {
  /** The mean over all elements. */
  public MSLELoss() {
    this(Reduction.MEAN);
  }

  @Override
  public Tensor apply(Tensor input, Tensor target) {
    Checks.pair("MSLELoss", input, target);
    return Scope.run(() -> LossKernels.mse(input.log1p(), target.log1p(), reduction));
  }
}
