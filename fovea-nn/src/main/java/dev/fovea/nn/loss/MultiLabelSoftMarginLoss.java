package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;

/** Several labels at once: the mean over classes of the binary cross-entropy of logits (n, classes) with 0 or 1. */
public record MultiLabelSoftMarginLoss(Reduction reduction) implements Loss {
  /** The mean over samples. */
  public MultiLabelSoftMarginLoss() {
    this(Reduction.MEAN);
  }

  @Override
  public Tensor apply(Tensor input, Tensor target) {
    Checks.pair("MultiLabelSoftMarginLoss", input, target);
    return Scope.run(() -> Checks.reduce(
        LossKernels.binaryCrossEntropyWithLogits(input, target, null, null, Reduction.NONE).mean(-1), reduction));
  }
}
