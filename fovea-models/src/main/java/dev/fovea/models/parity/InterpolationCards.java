package dev.fovea.models.parity;

import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** {@code interpolate}, with the options of {@code torch.nn.functional.interpolate}. */
final class InterpolationCards {
  private InterpolationCards() {}

  static void register() {
    ParityOps.operation("interpolate", InterpolationCards::interpolate);
  }

  private static Tensor interpolate(CardOptions options, Map<String, Tensor> inputs) {
    Tensor x = inputs.values().iterator().next();
    int dims = x.dim() - 2;
    long[] size = options.has("size") ? options.wholes("size") : null;
    if (size != null && size.length == 1) {
      long side = size[0];
      size = new long[dims];
      Arrays.fill(size, side);
    }
    double[] factors = options.has("scale_factor") ? options.numbers("scale_factor") : null;
    if (factors != null && factors.length == 1) {
      double factor = factors[0];
      factors = new double[dims];
      Arrays.fill(factors, factor);
    }
    return Sampling.interpolate(x, size, factors, options.text("mode", "nearest"),
        options.flag("align_corners", false), options.flag("recompute_scale_factor", false),
        options.flag("antialias", false));
  }
}
