package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;

/**
 * Kullback-Leibler divergence of a target from an input of log-probabilities of the same shape: target (log target -
 * input).
 *
 * <p>The mean over all elements is PyTorch's default, but the divergence of distributions is {@link #batchMean}.
 *
 * @param reduction how the elements become one number
 * @param logTarget whether the target holds log-probabilities too
 */
public record KLDivLoss(Reduction reduction, boolean logTarget) implements Loss {
  /** The mean over all elements; the target holds probabilities. */
  public KLDivLoss() {
    this(Reduction.MEAN, false);
  }

  /** This loss for targets of log-probabilities. */
  public KLDivLoss withLogTarget() {
    return new KLDivLoss(reduction, true);
  }

  /** The sum over all elements by the length of the first dimension. */
  public static Tensor batchMean(Tensor input, Tensor target, boolean logTarget) {
    return Scope.run(() -> new KLDivLoss(Reduction.SUM, logTarget).apply(input, target).div(input.size(0)));
  }

  @Override
  public Tensor apply(Tensor input, Tensor target) {
    Checks.pair("KLDivLoss", input, target);
    return LossKernels.klDiv(input, target, reduction, logTarget);
  }
}
