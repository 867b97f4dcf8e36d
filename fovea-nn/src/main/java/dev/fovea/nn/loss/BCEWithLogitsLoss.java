package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Binary cross-entropy of logits with targets in [0, 1] of the same shape, stable for logits of any size.
 *
 * @param positiveWeight what the positive term of each class is multiplied by, of a shape that broadcasts to the
 *     input's; null for 1
 * @param reduction how the elements become one number
 */
public record BCEWithLogitsLoss(@Nullable Tensor positiveWeight, Reduction reduction) implements Loss {
  /** Holds a handle of its own to the weights. */
  public BCEWithLogitsLoss {
    positiveWeight = positiveWeight == null ? null : Scope.release(positiveWeight.detach());
  }

  /** The mean over all elements. */
  public BCEWithLogitsLoss() {
    this(null, Reduction.MEAN);
  }

  /** Without weights. */
  public BCEWithLogitsLoss(Reduction reduction) {
    this(null, reduction);
  }

  /** This loss with the positive term of each class multiplied by a weight. */
  public BCEWithLogitsLoss withPositiveWeight(Tensor weight) {
    return new BCEWithLogitsLoss(weight, reduction);
  }

  @Override
  public Tensor apply(Tensor input, Tensor target) {
    Checks.pair("BCEWithLogitsLoss", input, target);
    return LossKernels.binaryCrossEntropyWithLogits(input, target, null, positiveWeight, reduction);
  }
}
