package dev.fovea.models.classification;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;

/**
 * Drop-path of a FractalNet for one batch (Larsson et al., 2016, section 3): the first samples take one column alone
 * through the network (global), at the joins of the others each input may be dropped (local), but never all.
 *
 * @param columns int64 (samples): the column of each global sample; -1 for local ones
 * @param count columns of a block
 * @param local probability that local drop-path drops an input
 */
record DropPath(Tensor columns, int count, double local) {
  /** Draws the global columns of a batch. */
  static DropPath draw(long samples, FractalNet.Config config, Device device) {
    long global = (long) (samples * config.gdropRatio());
    Tensor chosen = Tensors.randint(0, config.nColumns(), null, global);
    Tensor none = Tensors.full(-1, DType.INT64, samples - global);
    return new DropPath(Tensors.cat(List.of(chosen, none), 0).to(device), config.nColumns(), config.pLdrop());
  }

  /** Joins the outputs (n, channels, height, width) of the last columns by the mean of those that are alive. */
  Tensor join(List<Tensor> outputs) {
    int joined = outputs.size();
    Tensor any = outputs.get(0);
    Tensor own = Tensors.arange(count - joined, count, 1, DType.INT64).to(any.device()).reshape(joined, 1);
    Tensor global = own.eq(columns.reshape(1, -1));                              // (joined, n)
    Tensor kept = Tensors.rand(joined, columns.size(0)).to(any.device()).ge(local);
    Tensor saved = Tensors.randint(0, joined, null, columns.size(0)).to(any.device()).reshape(1, -1)
        .eq(own.sub(count - joined));
    Tensor local = Tensors.where(kept.any(0, true), kept, saved);
    return masked(outputs, Tensors.where(columns.lt(0).reshape(1, -1), local, global));
  }

  /** The sum of what a 0-1 mask (joined, n) leaves, divided by how much it leaves, or by 1 where that is nothing. */
  static Tensor masked(List<Tensor> outputs, Tensor mask) {
    Tensor stacked = Tensors.stack(outputs, 0);                                  // (joined, n, c, h, w)
    Tensor weights = mask.to(stacked.dtype());
    Tensor alive = weights.sum(0).clampMin(1);                                   // (n)
    return stacked.mul(weights.reshape(weights.size(0), -1, 1, 1, 1)).sum(0).div(alive.reshape(-1, 1, 1, 1));
  }
}
