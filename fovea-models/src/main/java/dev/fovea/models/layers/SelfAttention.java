package dev.fovea.models.layers;

import dev.fovea.nn.Dropout;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every token attends to every token: (n, tokens, width) to the same. Vaswani et al., Attention Is All You Need, 2017, with
 * queries, keys and values from one linear layer. State: {@code qkv} (rows q, k, v), {@code proj}.
 */
public final class SelfAttention extends Layer {
  private final Options options;
  private final Linear qkv;
  private final AttentionKernel kernel;
  private final Linear proj;
  private final Dropout projDrop;

  /**
   * How it attends.
   *
   * @param width of the tokens
   * @param heads that divide the width
   * @param qkvBias whether queries, keys and values have biases
   * @param scale factor on the scores, or null for 1 / sqrt(width of a head)
   * @param prefix tokens without a place in the picture before the others
   * @param attentionDropout probability that a weight is dropped in training
   * @param dropout probability that a result's value is dropped in training
   */
  public record Options(int width, int heads, boolean qkvBias, @Nullable Double scale, int prefix,
      double attentionDropout, double dropout) {
    /** Checks that the heads divide the width. */
    public Options {
      if (heads < 1 || width < 1 || width % heads != 0) {
        throw new IllegalArgumentException("num_heads: expected a divisor of the width " + width + ", got " + heads);
      }
    }
  }

  /** With weights as linear layers start. */
  public SelfAttention(Options options) {
    this.options = options;
    int width = options.width;
    this.qkv = child("qkv", new Linear(width, 3L * width, options.qkvBias));
    this.kernel = child("kernel", new AttentionKernel(options.attentionDropout));
    this.proj = child("proj", new Linear(width, width));
    this.projDrop = child("proj_drop", new Dropout(options.dropout));
  }

  @Override
  protected Tensor forward(Tensor x) {
    List<Tensor> parts = qkv.apply(x).unflatten(2, 3, options.heads, options.width / options.heads)
        .permute(2, 0, 3, 1, 4).unbind(0);                                       // each (n, heads, tokens, width / heads)
    Tensor attended = kernel.apply(parts.get(0), parts.get(1), parts.get(2), null, options.scale,
        KeyPlaces.tokens(options.prefix));
    return Chain.of(attended, heads -> heads.transpose(1, 2).flatten(2), proj, projDrop);
  }
}
