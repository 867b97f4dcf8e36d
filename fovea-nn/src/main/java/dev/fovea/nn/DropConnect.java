package dev.fovea.nn;

/**
 * Zeroes weights instead of outputs at random while training. Wan et al., 2013.
 *
 * <p>One mask serves a batch, the weights kept are scaled by 1 / (1 - p), and evaluation uses all.
 */
public final class DropConnect {
  private DropConnect() {}

  /** Drops each weight of a layer with probability p while training, and returns the layer. */
  public static <L extends WeightedLayer> L of(L layer, double p) {
    Checks.probability("DropConnect", p);
    WeightedLayer.Rule before = layer.rule();
    layer.setRule(training -> training ? before.weight(true).dropout(p, true) : before.weight(false));
    return layer;
  }
}
