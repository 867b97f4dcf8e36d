package dev.fovea.models.transformers;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.List;

/** Where the places of a window lie to each other, for biases of attention. Liu et al., Swin Transformer, 2021. */
final class RelativePositions {
  private static final double FARTHEST = 8;

  private RelativePositions() {}

  /** int64 (places, places): the row of a table of (2 side - 1)^2 offsets for each query and key. */
  static Tensor index(int side) {
    return Scope.run(() -> {
      Tensor along = Tensors.arange(0, side, 1, DType.INT64);
      Tensor row = along.unsqueeze(1).expand(side, side).flatten(0);
      Tensor column = along.repeat(side);
      return offsets(row, side).mul(2L * side - 1).add(offsets(column, side));
    });
  }

  /** The distance from key to query along one side, from 0 on. */
  private static Tensor offsets(Tensor place, int side) {
    return place.unsqueeze(1).sub(place.unsqueeze(0)).add(side - 1L);
  }

  /**
   * All offsets (1, 2 side - 1, 2 side - 1, 2) on a logarithmic scale, about -1 to 1 for windows of the side that they
   * were learned with. Liu et al., Swin Transformer V2, 2021, equation 4.
   *
   * @param learned the side that the biases were learned with
   */
  static Tensor logarithmic(int side, int learned) {
    return Scope.run(() -> {
      int offsets = 2 * side - 1;
      Tensor far = Tensors.arange(1 - side, side, 1, DType.FLOAT32).div(Math.max(1, learned - 1)).mul(FARTHEST);
      Tensor scaled = far.sign().mul(far.abs().add(1).log2()).div(Math.log(FARTHEST) / Math.log(2));
      return Tensors.stack(List.of(scaled.unsqueeze(1).expand(offsets, offsets),
          scaled.unsqueeze(0).expand(offsets, offsets)), 2).unsqueeze(0);
    });
  }

  /** A table ((2 a - 1)^2, heads) of another window as one of so many rows, resized bicubically. */
  static Tensor resizedTable(Tensor table, long rows) {
    long side = Math.round(Math.sqrt(rows));
    long old = Math.round(Math.sqrt(table.size(0)));
    if (table.dim() != 2 || old * old != table.size(0)) {
      throw new TensorException("Relative position table: expected ((2 window - 1)^2, heads), got " + table.describe());
    }
    return old == side ? table : Scope.run(() -> Sampling.interpolate(table.t().unflatten(1, old, old).unsqueeze(0),
        new long[] {side, side}, "bicubic", false).squeeze(0).flatten(1).t().contiguous());
  }
}
