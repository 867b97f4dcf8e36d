package dev.fovea.models.segmentation;

import dev.fovea.models.layers.UpsamplingWeight;
import dev.fovea.models.parity.CardOptions;
import dev.fovea.models.parity.ParityCards;
import dev.fovea.models.parity.ParityOps;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code upsampling_weight}: a weight for each row [in_channels, out_channels, kernel] of {@code args}. */
public final class SegmentationCards implements ParityCards {
  @Override
  public void register() {
    ParityOps.operation("upsampling_weight", SegmentationCards::upsamplingWeight);
  }

  /** Rows of different numbers of channels use the first for both, as the reference's cards do. */
  private static Map<String, Tensor> upsamplingWeight(CardOptions options, Map<String, Tensor> inputs) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (Object row : options.items("args")) {
      if (!(row instanceof List<?> sizes) || sizes.size() != 3 || !(sizes.get(0) instanceof Number channels)
          || !(sizes.get(2) instanceof Number kernel)) {
        throw new IllegalArgumentException("upsampling_weight: args: expected rows [in, out, kernel], got " + row);
      }
      weights.put("weight." + weights.size(), UpsamplingWeight.of(channels.longValue(), kernel.longValue()));
    }
    return weights;
  }
}
