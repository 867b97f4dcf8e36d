package dev.fovea.nn;

import dev.fovea.tensor.Convolutions;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;

/** A table of vectors: indices (int64, any shape) to (..., width). State: {@code weight} (count, width). */
public final class Embedding extends WeightedLayer {
  private final long count;
  private final long width;
  private final long paddingIndex;

  /** Vectors of normal values. */
  public Embedding(long count, long width) {
    this(count, width, -1);
  }

  /** With an index whose vector is zero and gets no gradient; -1 is none. */
  public Embedding(long count, long width, long paddingIndex) {
    super(Tensors.randn(count, width));
    if (paddingIndex < -1 || paddingIndex >= count) {
      throw new IllegalArgumentException("Embedding: paddingIndex: expected -1 to " + (count - 1) + ", got "
          + paddingIndex);
    }
    this.count = count;
    this.width = width;
    this.paddingIndex = paddingIndex;
    if (paddingIndex >= 0) {
      Scope.run(() -> {
        Init.zeros_(weight().detach().get(paddingIndex));
      });
    }
  }

  @Override
  protected Tensor forward(Tensor indices) {
    return Convolutions.embedding(indices, currentWeight(), paddingIndex);
  }

  @Override
  public String describe() {
    return "Embedding(" + count + ", " + width + ")";
  }
}
