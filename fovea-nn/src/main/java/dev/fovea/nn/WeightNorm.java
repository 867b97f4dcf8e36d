package dev.fovea.nn;

import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Op;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;

/**
 * Weight normalisation: w = g v / |v|, which trains lengths and directions apart. Salimans and Kingma, 2016.
 *
 * <p>State of the layer, in place of {@code weight}: {@code weight_g} (out, 1, ...) and {@code weight_v}, as
 * {@code torch.nn.utils.weight_norm} names them.
 */
public final class WeightNorm {
  private static final Op APPLY = Op.of("aten::_weight_norm");

  private WeightNorm() {}

  /** Normalises over all dimensions but the first, and returns the layer. */
  public static <L extends WeightedLayer> L of(L layer) {
    return of(layer, 0);
  }

  /** Normalises over all dimensions but one; the layer computes as before until it is trained. */
  public static <L extends WeightedLayer> L of(L layer, int dim) {
    Tensor direction = layer.takeWeight("WeightNorm");
    if (dim < 0 || dim >= direction.dim()) {
      throw new IllegalArgumentException("WeightNorm: expected a dimension of the weight " + direction.describe()
          + ", got " + dim);
    }
    int[] others = new int[direction.dim() - 1];
    for (int i = 0; i < others.length; i++) {
      others[i] = i < dim ? i : i + 1;
    }
    try (GradMode off = GradMode.noGrad()) {
      Tensor length = layer.parameter("weight_g", Scope.run(() -> direction.norm(2, others, true)));
      layer.parameter("weight_v", direction);
      layer.setRule(training -> APPLY.call(direction, length, dim));
    }
    return layer;
  }
}
