package dev.fovea.models.transformers;

import dev.fovea.models.layers.AttentionKernel;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.KeyPlaces;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Identity;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Attention of all tokens to all, with one linear map for queries, keys and values. Dosovitskiy et al., 2020, appendix A.
 * State: {@code qkv}, {@code q_norm} and {@code k_norm} where there are some, {@code proj}.
 */
final class SelfAttention extends Layer {
  /**
   * Its options.
   *
   * @param heads attention heads, which divide the width
   * @param bias whether queries, keys and values have biases
   * @param norm whether queries and keys are normalised, head by head
   * @param attentionDropout probability that a weight is dropped in training
   * @param dropout probability that a result is dropped in training
   * @param scale factor on the scores, or null for 1 / sqrt(width of a head)
   */
  record Options(int heads, boolean bias, boolean norm, double attentionDropout, double dropout,
      @Nullable Double scale) {
    Options(int heads, boolean bias, boolean norm, double attentionDropout, double dropout) {
      this(heads, bias, norm, attentionDropout, dropout, null);
    }
  }

  private final int heads;
  private final @Nullable Double scale;
  private final KeyPlaces places;
  private final Linear qkv;
  private final Layer queryNorm;
  private final Layer keyNorm;
  private final AttentionKernel kernel;
  private final Linear proj;
  private final Dropout dropout;

  /** Over tokens of {@code width}, of which {@code prefix} have no place in the picture. */
  SelfAttention(long width, int prefix, Options options) {
    if (options.heads < 1 || width % options.heads != 0) {
      throw new IllegalArgumentException("num_heads: expected a divisor of the width " + width + ", got "
          + options.heads);
    }
    this.heads = options.heads;
    this.scale = options.scale;
    this.places = KeyPlaces.tokens(prefix);
    this.qkv = child("qkv", new Linear(width, 3 * width, options.bias));
    this.queryNorm = options.norm ? child("q_norm", LayerNorm.withEps(1e-6, width / heads)) : new Identity();
    this.keyNorm = options.norm ? child("k_norm", LayerNorm.withEps(1e-6, width / heads)) : new Identity();
    this.kernel = child("kernel", new AttentionKernel(options.attentionDropout));
    this.proj = child("proj", new Linear(width, width));
    this.dropout = child("proj_drop", new Dropout(options.dropout));
  }

  /** Tokens (n, t, c) to the same. */
  @Override
  protected Tensor forward(Tensor x) {
    Tensor all = qkv.apply(x).unflatten(2, 3, heads, -1).permute(2, 0, 3, 1, 4);            // (3, n, heads, t, c / heads)
    Tensor attended = kernel.apply(queryNorm.apply(all.select(0, 0)), keyNorm.apply(all.select(0, 1)),
        all.select(0, 2), null, scale, places);                                                          // (n, heads, t, c / heads)
    return Chain.of(attended, each -> each.transpose(1, 2).flatten(2), proj, dropout);      // (n, t, c)
  }
}
