package dev.fovea.train.fewshot;

import dev.fovea.data.PictureForm;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What it takes to use an embedding's weights: it stands in the metadata of every file of weights that a run writes.
 *
 * @param model name in the registry
 * @param config constructor arguments that differ from the model's defaults
 * @param form how pictures become inputs
 * @param views versions of a picture that are embedded and averaged
 * @param distortion how these versions differ
 */
public record FewShotInfo(String model, Map<String, Object> config, PictureForm form, int views,
    Distortion distortion) {
  /** The key of the metadata. */
  static final String KEY = "fovea.few-shot";

  /** Copies the configuration. */
  public FewShotInfo {
    config = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(config));
  }

  /** The network with fresh weights. */
  public Layer create() {
    return Models.classifier(model, ModelConfig.of(config));
  }
}
