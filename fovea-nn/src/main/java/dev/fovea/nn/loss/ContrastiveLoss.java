package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import java.util.Arrays;

/**
 * d^2 / 2 for pairs that belong together, max(0, margin - d)^2 / 2 for those that do not, d their Euclidean distance.
 *
 * <p>Hadsell et al., Dimensionality Reduction by Learning an Invariant Mapping, 2006.
 *
 * @param margin the distance from which on other pairs cost nothing
 * @param reduction how the pairs become one number
 */
public record ContrastiveLoss(double margin, Reduction reduction) {
  private static final double SMALLEST_SQUARE = 1e-12;

  /** Checks the margin. */
  public ContrastiveLoss {
    Checks.positive("ContrastiveLoss", "margin", margin);
  }

  /** The mean over pairs, with a margin of 1. */
  public ContrastiveLoss() {
    this(1, Reduction.MEAN);
  }

  /** The loss of vectors (n, features); {@code same} (n) is 1 for pairs that belong together, 0 for others. */
  public Tensor apply(Tensor first, Tensor second, Tensor same) {
    Checks.pair("ContrastiveLoss", first, second);
    if (first.dim() != 2 || !Arrays.equals(same.shape(), new long[] {first.size(0)})) {
      throw new TensorException("ContrastiveLoss: expected vectors (n, features) and targets (n), got "
          + first.describe() + " and " + same.describe());
    }
    return Scope.run(() -> {
      Tensor squares = first.sub(second).square().sum(1);
      Tensor near = squares.mul(same);
      Tensor far = squares.clampMin(SMALLEST_SQUARE).sqrt().rsub(margin).relu().square().mul(same.rsub(1));
      return Checks.reduce(near.add(far).mul(0.5), reduction);
    });
  }
}
