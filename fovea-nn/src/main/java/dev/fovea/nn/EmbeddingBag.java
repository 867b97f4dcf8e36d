package dev.fovea.nn;

import dev.fovea.tensor.Convolutions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;

/** Sums, means or maxima of bags of vectors from a table. State: {@code weight} (count, width). */
public final class EmbeddingBag extends WeightedLayer {
  private final Mode mode;

  /** What is made of the vectors of a bag. */
  public enum Mode {
    SUM,
    MEAN,
    MAX
  }

  /** Means of bags. */
  public EmbeddingBag(long count, long width) {
    this(count, width, Mode.MEAN);
  }

  /** Vectors of normal values. */
  public EmbeddingBag(long count, long width, Mode mode) {
    super(Tensors.randn(count, width));
    this.mode = mode;
  }

  /** Bags of equal sizes: indices (batch, bag), int64, to (batch, width). */
  @Override
  protected Tensor forward(Tensor indices) {
    if (indices.dim() != 2) {
      throw new TensorException("EmbeddingBag: expected indices (batch, bag), got " + indices.describe()
          + "; give offsets for bags of different sizes");
    }
    long bag = indices.size(1);
    Tensor offsets = Tensors.arange(indices.size(0)).mul(bag).to(indices.device());
    return Convolutions.embeddingBag(indices.reshape(-1), currentWeight(), offsets, mode.ordinal());
  }

  /** Bags one after the other: indices (int64) in a row, and where each bag begins, to (bags, width). */
  public Tensor apply(Tensor indices, Tensor offsets) {
    return call(indices, () -> Convolutions.embeddingBag(indices, currentWeight(), offsets, mode.ordinal()));
  }
}
