package dev.fovea.models.selfsupervised;

import dev.fovea.models.parity.CardOptions;
import dev.fovea.models.parity.ParityCards;
import dev.fovea.models.parity.ParityOps;
import dev.fovea.nn.loss.PrototypicalLoss;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.Map;

/** {@code prototypical_loss}. */
public final class SelfSupervisedCards implements ParityCards {
  @Override
  public void register() {
    ParityOps.operation("prototypical_loss", SelfSupervisedCards::prototypical);
  }

  /** Classes cycle through the items, or come in blocks; the embeddings are scaled first. */
  private static PrototypicalLoss.Output prototypical(CardOptions options, Map<String, Tensor> inputs) {
    long ways = options.whole("n_way");
    int shots = (int) options.whole("n_support");
    long items = shots + options.whole("n_query");
    Tensor targets = options.flag("interleaved", false) ? Tensors.arange(ways).repeat(items)
        : Tensors.arange(ways).repeatInterleave(items, 0);
    return new PrototypicalLoss(shots).apply(inputs.get("embeddings").mul(options.number("scale", 1)), targets);
  }
}
