package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Cross-entropy of logits (n, classes, ...) with class indices (n, ...) of int64, or with distributions of the input's
 * shape (soft targets, as of mixup or distillation).
 *
 * <p>On a CPU, an index outside [0, classes) other than {@code ignoreIndex} is an error; on a GPU, CUDA stops the
 * process's work with a device-side assertion, so check labels where they are read. Label smoothing: Szegedy et al.,
 * Rethinking the Inception Architecture, 2016.
 *
 * @param weight a weight for each class, (classes); null for 1. The mean divides by the sum of the weights met
 * @param ignoreIndex the class index that counts for nothing
 * @param labelSmoothing the part in [0, 1] of each target that is spread evenly over the classes
 * @param reduction how the elements become one number
 */
public record CrossEntropyLoss(@Nullable Tensor weight, long ignoreIndex, double labelSmoothing, Reduction reduction)
    implements Loss {
  /** Checks the smoothing, and holds a handle of its own to the weights. */
  public CrossEntropyLoss {
    if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
      throw new IllegalArgumentException("CrossEntropyLoss: expected label smoothing in [0, 1], got " + labelSmoothing);
    }
    weight = weight == null ? null : Scope.release(weight.detach());
  }

  /** The mean, without weights or smoothing; -100 is ignored. */
  public CrossEntropyLoss() {
    this(null, -100, 0, Reduction.MEAN);
  }

  /** This loss with a weight for each class. */
  public CrossEntropyLoss withWeight(Tensor weight) {
    return new CrossEntropyLoss(weight, ignoreIndex, labelSmoothing, reduction);
  }

  /** This loss with another class index that counts for nothing. */
  public CrossEntropyLoss withIgnoreIndex(long ignoreIndex) {
    return new CrossEntropyLoss(weight, ignoreIndex, labelSmoothing, reduction);
  }

  /** This loss with smoothed targets. */
  public CrossEntropyLoss withLabelSmoothing(double labelSmoothing) {
    return new CrossEntropyLoss(weight, ignoreIndex, labelSmoothing, reduction);
  }

  /** This loss with another reduction. */
  public CrossEntropyLoss withReduction(Reduction reduction) {
    return new CrossEntropyLoss(weight, ignoreIndex, labelSmoothing, reduction);
  }

  @Override
  public Tensor apply(Tensor input, Tensor target) {
    if (target.dtype().isFloatingPoint()) {
      Checks.pair("CrossEntropyLoss", input, target);
    } else {
      Checks.classIndices("CrossEntropyLoss", input, target);
    }
    if (weight != null) {
      Checks.classWeights("CrossEntropyLoss", weight, input.size(input.dim() == 1 ? 0 : 1));
    }
    return LossKernels.crossEntropy(input, target, weight, reduction, ignoreIndex, labelSmoothing);
  }
}
