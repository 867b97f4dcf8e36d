package dev.fovea.train.segmentation;

import dev.fovea.models.parity.CardOptions;
import dev.fovea.models.parity.ParityCards;
import dev.fovea.models.parity.ParityOps;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code segmentation_scores}: labels of the number {@code n_class} become {@code ignore} before they are counted. */
public final class SegmentationCards implements ParityCards {
  @Override
  public void register() {
    ParityOps.operation("segmentation_scores", SegmentationCards::scores);
  }

  private static Map<String, Tensor> scores(CardOptions options, Map<String, Tensor> inputs) {
    int classes = Math.toIntExact(options.whole("n_class"));
    Tensor truth = inputs.get("label_true");
    truth = truth.maskedFill(truth.eq(classes), options.whole("ignore", 255));
    Tensor confusion = SegmentationScores.confusion(truth, inputs.get("label_pred"), classes);
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("confusion", confusion);
    outputs.put("scores", SegmentationScores.of(confusion).toTensor());
    return outputs;
  }
}
