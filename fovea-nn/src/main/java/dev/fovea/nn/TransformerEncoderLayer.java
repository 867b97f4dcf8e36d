package dev.fovea.nn;

import dev.fovea.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Self-attention and a feed-forward part, each with a residual sum, over (batch, length, width). Vaswani et al., 2017.
 *
 * <p>State: {@code self_attn.*}, {@code linear1.*}, {@code linear2.*}, {@code norm1.*}, {@code norm2.*}.
 */
public final class TransformerEncoderLayer extends Layer {
  private final boolean normFirst;
  private final MultiheadAttention attention;
  private final Linear linear1;
  private final Linear linear2;
  private final LayerNorm norm1;
  private final LayerNorm norm2;
  private final Layer activation;
  private final Dropout dropout;

  /** A layer of an encoder. */
  public TransformerEncoderLayer(TransformerOptions options) {
    this.normFirst = options.normFirst();
    this.attention = child("self_attn",
        new MultiheadAttention(options.width(), options.heads(), options.dropout(), true));
    this.linear1 = child("linear1", new Linear(options.width(), options.hidden()));
    this.linear2 = child("linear2", new Linear(options.hidden(), options.width()));
    this.norm1 = child("norm1", LayerNorm.withEps(options.eps(), options.width()));
    this.norm2 = child("norm2", LayerNorm.withEps(options.eps(), options.width()));
    this.activation = child("activation", options.activationLayer());
    this.dropout = child("dropout", new Dropout(options.dropout()));
  }

  @Override
  protected Tensor forward(Tensor x) {
    return run(x, null, null);
  }

  /** With masks, as {@link MultiheadAttention#apply(Tensor, Tensor, Tensor, Tensor, Tensor)} takes them. */
  public Tensor apply(Tensor x, @Nullable Tensor mask, @Nullable Tensor padding) {
    return call(x, () -> run(x, mask, padding));
  }

  private Tensor run(Tensor x, @Nullable Tensor mask, @Nullable Tensor padding) {
    if (normFirst) {
      Tensor attended = x.add(attend(norm1.apply(x), mask, padding));
      return attended.add(feed(norm2.apply(attended)));
    }
    Tensor attended = norm1.apply(x.add(attend(x, mask, padding)));
    return norm2.apply(attended.add(feed(attended)));
  }

  private Tensor attend(Tensor x, @Nullable Tensor mask, @Nullable Tensor padding) {
    return dropout.apply(attention.apply(x, x, x, mask, padding));
  }

  private Tensor feed(Tensor x) {
    return dropout.apply(linear2.apply(dropout.apply(activation.apply(linear1.apply(x)))));
  }
}
