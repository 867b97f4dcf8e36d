package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Negative log-likelihood: minus the log-probability (n, classes, ...) at each class index (n, ...) of int64.
 *
 * <p>On a CPU, an index outside [0, classes) other than {@code ignoreIndex} is an error; on a GPU, CUDA stops the
 * process's work with a device-side assertion, so check labels where they are read.
 *
 * @param weight a weight for each class, (classes); null for 1. The mean divides by the sum of the weights met
 * @param ignoreIndex the target that counts for nothing
 * @param reduction how the elements become one number
 */
public record NLLLoss(@Nullable Tensor weight, long ignoreIndex, Reduction reduction) implements Loss {
  /** Holds a handle of its own to the weights. */
  public NLLLoss {
    weight = weight == null ? null : Scope.release(weight.detach());
  }

  /** The mean, without weights; -100 is ignored. */
  public NLLLoss() {
    this(null, -100, Reduction.MEAN);
  }

  /** This loss with a weight for each class. */
  public NLLLoss withWeight(Tensor weight) {
    return new NLLLoss(weight, ignoreIndex, reduction);
  }

  /** This loss with another target that counts for nothing. */
  public NLLLoss withIgnoreIndex(long ignoreIndex) {
    return new NLLLoss(weight, ignoreIndex, reduction);
  }

  /** This loss with another reduction. */
  public NLLLoss withReduction(Reduction reduction) {
    return new NLLLoss(weight, ignoreIndex, reduction);
  }

  @Override
  public Tensor apply(Tensor input, Tensor target) {
    Checks.classIndices("NLLLoss", input, target);
    if (weight != null) {
      Checks.classWeights("NLLLoss", weight, input.size(input.dim() == 1 ? 0 : 1));
    }
    return LossKernels.nll(input, target, weight, reduction, ignoreIndex);
  }
}
