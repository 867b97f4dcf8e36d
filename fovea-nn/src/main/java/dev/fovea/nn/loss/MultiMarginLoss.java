package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;

/**
 * The multiclass hinge of support vector machines: the mean over the other classes of max(0, margin - x[target] + x)^p.
 *
 * <p>Scores are (n, classes) or (classes), targets class indices (n) or () of int64. The mean divides by the number of
 * all classes, as in PyTorch. Crammer and Singer, 2001. An index outside [0, classes) is an error on a CPU.
 *
 * @param power 1 or 2
 * @param margin by how much the target's score has to lead
 * @param reduction how the samples become one number
 */
public record MultiMarginLoss(int power, double margin, Reduction reduction) implements Loss {
  /** Checks the power. */
  public MultiMarginLoss {
    if (power != 1 && power != 2) {
      throw new IllegalArgumentException("MultiMarginLoss: expected a power of 1 or 2, got " + power);
    }
  }

  /** The mean over samples, with a power and a margin of 1. */
  public MultiMarginLoss() {
    this(1, 1, Reduction.MEAN);
  }

  @Override
  public Tensor apply(Tensor input, Tensor target) {
    Checks.classIndices("MultiMarginLoss", input, target);
    if (target.numel() == 0) {
      throw new TensorException("MultiMarginLoss: expected at least one sample, got " + input.describe());
    }
    return LossKernels.multiMargin(input, target, power, margin, reduction);
  }
}
