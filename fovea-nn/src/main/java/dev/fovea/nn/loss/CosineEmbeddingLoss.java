package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Op;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import java.util.Arrays;

/**
 * 1 - cos for pairs that belong together, max(0, cos - margin) for those that do not.
 *
 * @param margin the cosine in [-1, 1] that other pairs may have for free
 * @param reduction how the pairs become one number
 */
public record CosineEmbeddingLoss(double margin, Reduction reduction) {
  private static final Op KERNEL = Op.of("aten::cosine_embedding_loss");

  /** Checks the margin. */
  public CosineEmbeddingLoss {
    if (!(margin >= -1 && margin <= 1)) {
      throw new IllegalArgumentException("CosineEmbeddingLoss: expected a margin in [-1, 1], got " + margin);
    }
  }

  /** The mean over pairs, with a margin of 0. */
  public CosineEmbeddingLoss() {
    this(0, Reduction.MEAN);
  }

  /** The loss of vectors (n, features), with a target (n) of 1 for pairs that belong together and -1 for others. */
  public Tensor apply(Tensor first, Tensor second, Tensor target) {
    Checks.pair("CosineEmbeddingLoss", first, second);
    if (first.dim() != 2 || !Arrays.equals(target.shape(), new long[] {first.size(0)})) {
      throw new TensorException("CosineEmbeddingLoss: expected vectors (n, features) and targets (n), got "
          + first.describe() + " and " + target.describe());
    }
    return KERNEL.call(first, second, target, margin, reduction.ordinal());
  }
}
