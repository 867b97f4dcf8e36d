package dev.fovea.nn;

import dev.fovea.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Self-attention, attention to a memory and a feed-forward part, each with a residual sum. Vaswani et al., 2017.
 *
 * <p>State: {@code self_attn.*}, {@code multihead_attn.*}, {@code linear1.*}, {@code linear2.*}, {@code norm1.*},
 * {@code norm2.*}, {@code norm3.*}.
 */
public final class TransformerDecoderLayer extends Module {
  private final boolean normFirst;
  private final MultiheadAttention attention;
  private final MultiheadAttention crossAttention;
  private final Linear linear1;
  private final Linear linear2;
  private final LayerNorm norm1;
  private final LayerNorm norm2;
  private final LayerNorm norm3;
  private final Layer activation;
  private final Dropout dropout;

  /** What may be attended to; see {@link MultiheadAttention}. */
  public record Masks(@Nullable Tensor target, @Nullable Tensor memory, @Nullable Tensor targetPadding,
      @Nullable Tensor memoryPadding) {
    /** No masks. */
    public static final Masks NONE = new Masks(null, null, null, null);
  }

  /** A layer of a decoder. */
  public TransformerDecoderLayer(TransformerOptions options) {
    long width = options.width();
    this.normFirst = options.normFirst();
    this.attention = child("self_attn", new MultiheadAttention(width, options.heads(), options.dropout(), true));
    this.crossAttention =
        child("multihead_attn", new MultiheadAttention(width, options.heads(), options.dropout(), true));
    this.linear1 = child("linear1", new Linear(width, options.hidden()));
    this.linear2 = child("linear2", new Linear(options.hidden(), width));
    this.norm1 = child("norm1", LayerNorm.withEps(options.eps(), width));
    this.norm2 = child("norm2", LayerNorm.withEps(options.eps(), width));
    this.norm3 = child("norm3", LayerNorm.withEps(options.eps(), width));
    this.activation = child("activation", options.activationLayer());
    this.dropout = child("dropout", new Dropout(options.dropout()));
  }

  /** The target (batch, length, width) after attending to itself and to a memory (batch, source length, width). */
  public Tensor apply(Tensor target, Tensor memory) {
    return apply(target, memory, Masks.NONE);
  }

  /** With masks. */
  public Tensor apply(Tensor target, Tensor memory, Masks masks) {
    return call(target, () -> {
      if (normFirst) {
        Tensor own = target.add(self(norm1.apply(target), masks));
        Tensor both = own.add(cross(norm2.apply(own), memory, masks));
        return both.add(feed(norm3.apply(both)));
      }
      Tensor own = norm1.apply(target.add(self(target, masks)));
      Tensor both = norm2.apply(own.add(cross(own, memory, masks)));
      return norm3.apply(both.add(feed(both)));
    });
  }

  private Tensor self(Tensor x, Masks masks) {
    return dropout.apply(attention.apply(x, x, x, masks.target(), masks.targetPadding()));
  }

  private Tensor cross(Tensor x, Tensor memory, Masks masks) {
    return dropout.apply(crossAttention.apply(x, memory, memory, masks.memory(), masks.memoryPadding()));
  }

  private Tensor feed(Tensor x) {
    return dropout.apply(linear2.apply(dropout.apply(activation.apply(linear1.apply(x)))));
  }
}
