package dev.fovea.models.explain;

import dev.fovea.models.layers.KeyPlaces;
import dev.fovea.nn.Layer;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.Arrays;

/**
 * Which patches flow into a transformer's answer through all its layers, residual connections counted.
 *
 * <p>Abnar and Zuidema, Quantifying Attention Flow in Transformers, 2020, section 3: the product over layers of (A + I) /
 * 2, of which the class token's row is drawn, or without a class token the mean of all rows.
 *
 * <pre>{@code
 * Tensor map = AttentionRollout.of(network, images, AttentionRollout.Fusion.MEAN);   // (n, h, w)
 * }</pre>
 */
public final class AttentionRollout {
  /** How the heads of a layer become one. */
  public enum Fusion {
    MEAN,
    MAX,
    MIN
  }

  private final long images;
  private final Fusion fusion;
  private final Scope scope;
  private Tensor flow = Tensors.zeros(0);
  private KeyPlaces places = KeyPlaces.tokens(0);

  private AttentionRollout(long images, Fusion fusion, Scope scope) {
    this.images = images;
    this.fusion = fusion;
    this.scope = scope;
  }

  /**
   * Runs pictures (n, channels, height, width) through a network, without gradients, in the mode that it is in.
   *
   * @return (n, h, w), not negative, h and w those of the patches' grid
   * @throws IllegalArgumentException if the network has no attention, or layers in which not all tokens attend to all
   */
  public static Tensor of(Layer network, Tensor images, Fusion fusion) {
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      AttentionRollout rollout = new AttentionRollout(images.size(0), fusion, scope);
      AttentionListening.run(network, images, rollout::add);
      Tensor shares = rollout.places.prefix() > 0 ? rollout.flow.select(1, 0) : rollout.flow.mean(1);   // (n, keys)
      return scope.keep(rollout.places.map().apply(shares.unsqueeze(2), images.size(2), images.size(3)).squeeze(3)
          .contiguous());
    }
  }

  private void add(String layer, Tensor weights, KeyPlaces where) {
    long tokens = weights.size(3);
    if (weights.size(0) != images || weights.size(2) != tokens || flow.dim() == 3 && flow.size(1) != tokens) {
      throw new IllegalArgumentException("Rollout needs layers in which all tokens of a picture attend to all, but "
          + layer + " has weights " + Arrays.toString(weights.shape()) + " for " + images
          + (images == 1 ? " picture" : " pictures") + "; draw the attention of single layers instead");
    }
    Tensor before = flow;
    flow = scope.adopt(Scope.run(() -> {
      Tensor residual = fused(weights.to(DType.FLOAT32)).add(Tensors.eye(tokens).to(weights.device()));
      Tensor step = residual.div(residual.sum(new int[] {-1}, true));                        // rows that sum to 1
      return before.dim() == 3 ? step.matmul(before) : step;                                // (n, tokens, tokens)
    }));
    before.close();
    places = where;
  }

  private Tensor fused(Tensor weights) {
    int[] heads = {1};
    return switch (fusion) {
      case MEAN -> weights.mean(1);
      case MAX -> weights.amax(heads, false);
      case MIN -> weights.amin(heads, false);
    };
  }
}
