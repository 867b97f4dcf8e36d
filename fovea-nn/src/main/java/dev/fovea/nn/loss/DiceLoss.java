package dev.fovea.nn.loss;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;

/**
 * One minus twice the overlap by the sum of both areas, over all elements together.
 *
 * <p>Probabilities and targets in [0, 1] of one shape: masks (n, h, w) or one-hot classes (n, classes, h, w). Two empty
 * masks have a loss of 0. Milletari et al., V-Net, 2016.
 *
 * @param epsilon what is added above and below the fraction
 */
public record DiceLoss(double epsilon) implements Loss {
  /** Checks epsilon. */
  public DiceLoss {
    Checks.positive("DiceLoss", "epsilon", epsilon);
  }

  /** With an epsilon of 1e-6. */
  public DiceLoss() {
    this(1e-6);
  }

  @Override
  public Tensor apply(Tensor input, Tensor target) {
    Checks.pair("DiceLoss", input, target);
    return Scope.run(() -> {
      Tensor overlap = input.mul(target).sum().mul(2).add(epsilon);
      Tensor areas = input.sum().add(target.sum()).add(epsilon);
      return overlap.div(areas).rsub(1);
    });
  }

  /** The loss of the softmax of logits (n, classes, ...) against class indices (n, ...) of int64. */
  public Tensor ofClasses(Tensor logits, Tensor target) {
    Checks.classIndices("DiceLoss", logits, target);
    return Scope.run(() -> {
      Tensor truth = Tensors.oneHot(target, logits.size(1)).movedim(-1, 1).to(logits.dtype());
      return apply(logits.softmax(1), truth);
    });
  }
}
