package dev.fovea.models.transformers;

import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.List;

/** Position embeddings of one image size for another. Dosovitskiy et al., 2020, section 3.2. */
public final class PositionEmbeddings {
  private PositionEmbeddings() {}

  /**
   * Embeddings (1, 1 + old patches, width) as (1, 1 + patches, width): the first, the class token's, stays, the others
   * are resized as a square picture, bicubically with aligned corners as torchvision does.
   *
   * @throws TensorException if the old or the new number of patches is not a square
   */
  public static Tensor resize(Tensor embeddings, long patches) {
    if (embeddings.dim() != 3 || embeddings.size(0) != 1) {
      throw new TensorException("Position embeddings: expected (1, 1 + patches, width), got " + embeddings.describe());
    }
    long old = embeddings.size(1) - 1;
    if (old == patches) {
      return embeddings;
    }
    long from = side(old);
    long to = side(patches);
    return Scope.run(() -> {
      Tensor grid = embeddings.narrow(1, 1, old).transpose(1, 2).unflatten(2, from, from);   // (1, width, from, from)
      Tensor resized = Sampling.interpolate(grid, new long[] {to, to}, "bicubic", true);     // (1, width, to, to)
      return Tensors.cat(List.of(embeddings.narrow(1, 0, 1), resized.flatten(2).transpose(1, 2)), 1);
    });
  }

  private static long side(long patches) {
    long side = Math.round(Math.sqrt(patches));
    if (side * side != patches) {
      throw new TensorException("Position embeddings: expected a square number of patches, got " + patches);
    }
    return side;
  }
}
