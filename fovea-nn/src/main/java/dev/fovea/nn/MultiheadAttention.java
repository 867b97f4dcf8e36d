package dev.fovea.nn;

import dev.fovea.tensor.Attention;
import dev.fovea.tensor.Convolutions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attention by several heads over sequences (batch, length, width). Vaswani et al., Attention Is All You Need, 2017.
 *
 * <p>The batch is the first dimension. Masks are as in {@code torch.nn.MultiheadAttention}: of type bool, true where
 * attention is not allowed, or floating point, added to the scores. State: {@code in_proj_weight} (3 width, width),
 * {@code in_proj_bias}, {@code out_proj.weight}, {@code out_proj.bias}.
 */
public final class MultiheadAttention extends Module {
  private final long width;
  private final long heads;
  private final double dropout;
  private final long keyWidth;
  private final long valueWidth;
  private final Tensor[] inWeights;
  private final @Nullable Tensor inBias;
  private final Linear outProjection;

  /** The result (batch, length, width) and each head's weights (batch, heads, length, source length). */
  public record Output(Tensor output, Tensor weights) {}

  /** Without dropout, with biases. */
  public MultiheadAttention(long width, long heads) {
    this(width, heads, 0, true);
  }

  /** With dropout on the attention weights and with or without biases. */
  public MultiheadAttention(long width, long heads, double dropout, boolean bias) {
    this(width, heads, dropout, bias, width, width);
  }

  private MultiheadAttention(long width, long heads, double dropout, boolean bias, long keyWidth, long valueWidth) {
    if (heads < 1 || width % heads != 0) {
      throw new IllegalArgumentException("MultiheadAttention: expected heads that divide the width " + width
          + ", got " + heads);
    }
    this.width = width;
    this.heads = heads;
    this.dropout = Checks.probability("MultiheadAttention", dropout);
    this.keyWidth = keyWidth;
    this.valueWidth = valueWidth;
    this.inWeights = keyWidth == width && valueWidth == width
        ? new Tensor[] {weight("in_proj_weight", 3 * width, width)}
        : new Tensor[] {weight("q_proj_weight", width, width), weight("k_proj_weight", width, keyWidth),
            weight("v_proj_weight", width, valueWidth)};
    this.inBias = bias ? parameter("in_proj_bias", Tensors.zeros(3 * width)) : null;
    this.outProjection = child("out_proj", new Linear(width, width, bias));
    Tensor outBias = outProjection.bias();
    if (outBias != null) {
      Init.zeros_(outBias);
    }
  }

  /**
   * Attention to keys and values of other widths than the queries' and the result's. State: {@code q_proj_weight},
   * {@code k_proj_weight} and {@code v_proj_weight} in place of {@code in_proj_weight}.
   */
  public static MultiheadAttention crossing(long width, long heads, long keyWidth, long valueWidth) {
    return new MultiheadAttention(width, heads, 0, true, keyWidth, valueWidth);
  }

  private Tensor weight(String name, long out, long in) {
    return parameter(name, Init.xavierUniform_(Tensors.zeros(out, in)));
  }

  /** Self-attention: x attends to itself. */
  public Tensor apply(Tensor x) {
    return apply(x, x, x, null, null);
  }

  /** Queries (batch, length, width) attend to keys, and take from values, both (batch, source length, ...). */
  public Tensor apply(Tensor query, Tensor key, Tensor value) {
    return apply(query, key, value, null, null);
  }

  /**
   * Attention with masks.
   *
   * @param mask (length, source length), or (batch * heads, length, source length), or one that can be expanded to
   *     (batch, heads, length, source length)
   * @param keyPadding (batch, source length), bool, true at the padding that is not attended to
   */
  public Tensor apply(Tensor query, Tensor key, Tensor value, @Nullable Tensor mask, @Nullable Tensor keyPadding) {
    return call(query, () -> {
      Tensor[] parts = project(query, key, value);
      Tensor together = Attention.attention(parts[0], parts[1], parts[2], joined(mask, keyPadding, query, key),
          isTraining() ? dropout : 0, false, null);
      return outProjection.apply(together.transpose(1, 2).flatten(2));
    });
  }

  /** {@link #apply(Tensor, Tensor, Tensor, Tensor, Tensor)} with the weights of each head, before dropout. */
  public Output withWeights(Tensor query, Tensor key, Tensor value, @Nullable Tensor mask,
      @Nullable Tensor keyPadding) {
    return call(query, () -> {
      Tensor[] parts = project(query, key, value);
      Tensor weights = Attention.weights(parts[0], parts[1], joined(mask, keyPadding, query, key), false, null);
      Tensor together = weights.dropout(dropout, isTraining()).matmul(parts[2]);
      return new Output(outProjection.apply(together.transpose(1, 2).flatten(2)), weights);
    });
  }

  private Tensor[] project(Tensor query, Tensor key, Tensor value) {
    check(query, width);
    check(key, keyWidth);
    check(value, valueWidth);
    if (query == key && key == value && inWeights.length == 1) {
      List<Tensor> all = Convolutions.linear(query, inWeights[0], inBias).chunk(3, 2);
      return new Tensor[] {split(all.get(0)), split(all.get(1)), split(all.get(2))};
    }
    return new Tensor[] {split(projected(query, 0)), split(projected(key, 1)), split(projected(value, 2))};
  }

  private static void check(Tensor x, long expected) {
    if (x.dim() != 3 || x.size(2) != expected) {
      throw new TensorException("MultiheadAttention: expected sequences (batch, length, " + expected + "), got "
          + x.describe());
    }
  }

  private Tensor projected(Tensor x, int place) {
    Tensor weight = inWeights.length == 1 ? inWeights[0].narrow(0, place * width, width) : inWeights[place];
    return Convolutions.linear(x, weight,
        inBias == null ? null : inBias.narrow(0, place * width, width));
  }

  private Tensor split(Tensor x) {
    return x.unflatten(2, heads, width / heads).transpose(1, 2);
  }

  /** Both masks as one that is added to scores (batch, heads, length, source length), or null. */
  private @Nullable Tensor joined(@Nullable Tensor mask, @Nullable Tensor keyPadding, Tensor query, Tensor key) {
    Tensor first = mask == null ? null : added(mask, query);
    if (first != null && first.dim() == 3) {
      first = first.view(-1, heads, query.size(1), key.size(1));
    }
    Tensor second = keyPadding == null ? null : added(keyPadding, query).unsqueeze(1).unsqueeze(1);
    return first == null ? second : second == null ? first : first.add(second);
  }

  private static Tensor added(Tensor mask, Tensor like) {
    return mask.dtype() == DType.BOOL
        ? Tensors.zeros(like.dtype(), like.device(), mask.shape()).maskedFill(mask, Double.NEGATIVE_INFINITY)
        : mask.to(like.dtype());
  }

  @Override
  public String describe() {
    return "MultiheadAttention(" + width + ", " + heads + " heads)";
  }
}
