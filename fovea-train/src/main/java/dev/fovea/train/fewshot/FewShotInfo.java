package dev.fovea.train.fewshot;

import dev.fovea.data.PictureForm;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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

  private static final int OMNIGLOT = 28;
  private static final int MINI_IMAGENET = 84;

  /** Copies the configuration. */
  public FewShotInfo {
    config = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(config));
  }

  /** That of a published prototypical network, from the shapes of its weights: Omniglot in 28 pixels as the papers do. */
  static Optional<FewShotInfo> ofProtoNet(StateDict weights) {
    int blocks = 0;
    while (weights.tensors().containsKey("encoder." + blocks + ".0.weight")) {
      blocks++;
    }
    Tensor first = weights.tensors().get("encoder.0.0.weight");
    Tensor last = weights.tensors().get("encoder." + (blocks - 1) + ".0.weight");
    if (first == null || last == null || first.dim() != 4 || last.dim() != 4) {
      return Optional.empty();
    }
    boolean grey = first.size(1) == 1;
    return Optional.of(new FewShotInfo("protonet", Map.of("x_dim", first.size(1), "hid_dim", first.size(0), "z_dim",
        last.size(0), "blocks", blocks), new PictureForm(grey ? PictureForm.Kind.WHOLE : PictureForm.Kind.PHOTO,
        grey ? OMNIGLOT : MINI_IMAGENET), 1, Distortion.DEFAULT));
  }

  /** The network with fresh weights. */
  public Layer create() {
    return Models.classifier(model, ModelConfig.of(config));
  }
}
