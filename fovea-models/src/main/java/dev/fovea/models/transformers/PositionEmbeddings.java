package dev.fovea.models.transformers;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.Arrays;
import java.util.List;

/**
 * Position embeddings of one picture size for another: those of the patches are resized like a picture. Dosovitskiy et
 * al., 2020, section 3.2.
 */
public final class PositionEmbeddings {
  private PositionEmbeddings() {}

  /** How the grid is resized, bicubically in each case. */
  public enum Resampling {
    /** Averaging where it shrinks, kernel a = -0.5: timm's. */
    ANTIALIASED,
    /** Without averaging, kernel a = -0.75: that of DeiT's fine-tuning code. */
    PLAIN,
    /** Without averaging, corners on corners: torchvision's. */
    ALIGNED_CORNERS
  }

  /**
   * Embeddings (1, prefix + old rows x old columns, width) as (1, prefix + rows x columns, width); the first
   * {@code prefix}, those of a class token and the like, stay.
   *
   * @param oldGrid rows and columns that they are for
   * @param grid rows and columns that they shall be for
   * @throws TensorException if they are not as many as the old grid says
   */
  public static Tensor resample(Tensor embeddings, int prefix, long[] oldGrid, long[] grid, Resampling how) {
    if (embeddings.dim() != 3 || embeddings.size(0) != 1 || embeddings.size(1) != prefix + oldGrid[0] * oldGrid[1]) {
      throw new TensorException("Position embeddings: expected (1, " + (prefix + oldGrid[0] * oldGrid[1])
          + ", width) for " + prefix + " tokens before a grid of " + oldGrid[0] + "x" + oldGrid[1] + ", got "
          + embeddings.describe());
    }
    if (Arrays.equals(oldGrid, grid)) {
      return embeddings;
    }
    return Scope.run(() -> {
      Tensor old = embeddings.narrow(1, prefix, oldGrid[0] * oldGrid[1]).to(DType.FLOAT32)
          .transpose(1, 2).unflatten(2, oldGrid[0], oldGrid[1]);                             // (1, width, old grid)
      Tensor resized = Sampling.interpolate(old, grid, null, "bicubic", how == Resampling.ALIGNED_CORNERS, false,
          how == Resampling.ANTIALIASED).flatten(2).transpose(1, 2).to(embeddings.dtype());  // (1, patches, width)
      return prefix == 0 ? resized.contiguous()
          : Tensors.cat(List.of(embeddings.narrow(1, 0, prefix), resized), 1);
    });
  }

  /**
   * Embeddings from a checkpoint for a grid: as they are where their number fits, else resized from a square grid.
   *
   * @throws TensorException if their number does not fit and is not that of a square
   */
  public static Tensor fitted(Tensor embeddings, int prefix, long[] grid, Resampling how) {
    if (embeddings.dim() == 3 && embeddings.size(1) == prefix + grid[0] * grid[1]) {
      return embeddings;
    }
    long patches = embeddings.dim() == 3 ? embeddings.size(1) - prefix : -1;
    long side = Math.round(Math.sqrt(Math.max(0, patches)));
    if (side < 1 || side * side != patches) {
      throw new TensorException("Position embeddings: expected (1, " + prefix + " + a square number of patches, width)"
          + ", got " + embeddings.describe() + "; for others call PositionEmbeddings.resample with their grid");
    }
    return resample(embeddings, prefix, new long[] {side, side}, grid, how);
  }
}
