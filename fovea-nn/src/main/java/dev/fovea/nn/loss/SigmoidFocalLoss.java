package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;

/**
 * Binary cross-entropy that easy elements hardly count in: each is weighted by (1 - p of the truth)^gamma.
 *
 * <p>Logits and targets in {0, 1} of one shape. Lin et al., Focal Loss for Dense Object Detection, 2017.
 *
 * @param alpha the weight of positive elements, whose complement is that of negative ones; below 0 for no weights
 * @param gamma how fast easy elements lose weight
 * @param reduction how the elements become one number; detectors sum and divide by the number of positive anchors
 */
public record SigmoidFocalLoss(double alpha, double gamma, Reduction reduction) implements Loss {
  /** Checks gamma. */
  public SigmoidFocalLoss {
    Checks.notNegative("SigmoidFocalLoss", "gamma", gamma);
  }

  /** One loss per element, with alpha = 0.25 and gamma = 2. */
  public SigmoidFocalLoss() {
    this(0.25, 2, Reduction.NONE);
  }

  @Override
  public Tensor apply(Tensor input, Tensor target) {
    Checks.pair("SigmoidFocalLoss", input, target);
    return Scope.run(() -> {
      Tensor p = input.sigmoid();
      Tensor entropy = LossKernels.binaryCrossEntropyWithLogits(input, target, null, null, Reduction.NONE);
      Tensor wrong = p.add(target).sub(p.mul(target).mul(2));
      Tensor loss = entropy.mul(wrong.pow(gamma));
      if (alpha >= 0) {
        loss = loss.mul(target.mul(2 * alpha - 1).add(1 - alpha));
      }
      return Checks.reduce(loss, reduction);
    });
  }
}
