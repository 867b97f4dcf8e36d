package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Tensor;

/**
 * Binary cross-entropy of probabilities and targets of one shape, both in [0, 1].
 *
 * <p>On a CPU, an input outside [0, 1] is an error. Prefer {@link BCEWithLogitsLoss}, which is stable.
 */
public record BCELoss(Reduction reduction) implements Loss {
  /** The mean over all elements. */
  public BCELoss() {
    this(Reduction.MEAN);
  }

  @Override
  public Tensor apply(Tensor input, Tensor target) {
    Checks.pair("BCELoss", input, target);
    return LossKernels.binaryCrossEntropy(input, target, null, reduction);
  }
}
