package dev.fovea.nn.loss;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;

/**
 * How far apart the mean features of two batches are: made pictures should have the critic's features of real ones.
 *
 * <p>Features (n, features) of both; the batches may differ in size. Salimans et al., Improved Techniques for Training
 * GANs, 2016, section 3.1.
 *
 * @param distance between the two means
 */
public record FeatureMatchingLoss(Distance distance) implements Loss {
  /** Between the mean features of two batches. */
  public enum Distance {
    /** The mean absolute difference, as in the paper's code. */
    L1,
    /** The squared Euclidean distance, as in the paper's equation. */
    L2
  }

  /** With the distance of the paper's code. */
  public FeatureMatchingLoss() {
    this(Distance.L1);
  }

  @Override
  public Tensor apply(Tensor input, Tensor target) {
    Checks.floating("FeatureMatchingLoss", "input", input);
    Checks.floating("FeatureMatchingLoss", "target", target);
    if (input.dim() != 2 || target.dim() != 2 || input.size(1) != target.size(1) || input.size(0) < 1
        || target.size(0) < 1) {
      throw new TensorException("FeatureMatchingLoss: expected two batches (n, features) of as many features, got "
          + input.describe() + " and " + target.describe());
    }
    return Scope.run(() -> {
      Tensor difference = input.mean(0).sub(target.mean(0));
      return distance == Distance.L1 ? difference.abs().mean() : difference.square().sum();
    });
  }
}
