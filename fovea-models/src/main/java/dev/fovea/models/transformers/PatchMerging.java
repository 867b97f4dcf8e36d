package dev.fovea.models.transformers;

import dev.fovea.models.layers.Chain;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;

/**
 * Four neighbours of a field (n, h, w, c) as one of twice the width: (n, h/2, w/2, 2c), sides rounded up. Liu et al.,
 * Swin Transformer, 2021, section 3.1. State: {@code reduction}, {@code norm}.
 */
final class PatchMerging extends Layer {
  private final Linear reduction;
  private final LayerNorm norm;
  private final NormOrder order;

  PatchMerging(long width, NormOrder order) {
    this.reduction = child("reduction", new Linear(4 * width, 2 * width, false));
    this.norm = child("norm", new LayerNorm(order == NormOrder.BEFORE ? 4 * width : 2 * width));
    this.order = order;
  }

  @Override
  protected Tensor forward(Tensor x) {
    long bottom = x.size(1) % 2;
    long right = x.size(2) % 2;
    Tensor even = bottom == 0 && right == 0 ? x : Sampling.pad(x, 0, 0, 0, right, 0, bottom);
    Tensor pairs = even.unflatten(1, even.size(1) / 2, 2).unflatten(3, even.size(2) / 2, 2);   // (n, h/2, 2, w/2, 2, c)
    Tensor fours = Tensors.cat(List.of(one(pairs, 0, 0), one(pairs, 1, 0), one(pairs, 0, 1), one(pairs, 1, 1)), 3);
    return order == NormOrder.BEFORE ? Chain.of(fours, norm, reduction) : Chain.of(fours, reduction, norm);
  }

  /** One of each four neighbours. */
  private static Tensor one(Tensor pairs, long row, long column) {
    return pairs.select(4, column).select(2, row);
  }
}
