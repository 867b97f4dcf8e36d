package dev.fovea.models.transformers;

import dev.fovea.models.HasDistillationScores;
import dev.fovea.models.parity.CardOptions;
import dev.fovea.models.parity.ParityCards;
import dev.fovea.models.parity.ParityOps;
import dev.fovea.models.transformers.PositionEmbeddings.Resampling;
import dev.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** How the cards of this chapter are called that are more than a network with one output. */
public final class TransformerCards implements ParityCards {
  @Override
  public void register() {
    for (String name : List.of("deit_tiny_distilled_patch16_224", "deit_small_distilled_patch16_224",
        "deit_base_distilled_patch16_224", "deit_base_distilled_patch16_384")) {
      ParityOps.network(name, DistilledVisionTransformer.class, (net, options, inputs) -> heads(net, inputs));
    }
    ParityOps.operation("resample_abs_pos_embed", TransformerCards::resampled);
  }

  /** In training mode what both heads say, in the order of the authors' pair. */
  private static Object heads(DistilledVisionTransformer network, Map<String, Tensor> inputs) {
    Tensor image = inputs.values().iterator().next();
    if (!network.isTraining()) {
      return network.apply(image);
    }
    HasDistillationScores.Scores scores = network.distillationScores(image);
    return List.of(scores.classScores(), scores.distillationScores());
  }

  private static Tensor resampled(CardOptions options, Map<String, Tensor> inputs) {
    return PositionEmbeddings.resample(inputs.values().iterator().next(), (int) options.whole("num_prefix_tokens", 1),
        options.wholes("old_size"), options.wholes("new_size"),
        options.flag("antialias", true) ? Resampling.ANTIALIASED : Resampling.PLAIN);
  }
}
