package dev.fovea.tensor;

import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Scaled dot-product attention. Vaswani et al., Attention Is All You Need, 2017. */
public final class Attention {
  private static final Op FUSED = Op.of("aten::scaled_dot_product_attention");

  private Attention() {}

  /**
   * softmax(Q K^T / sqrt(width) + mask) V over (..., heads, tokens, width), in the form that is fastest for the type:
   * the fused kernel, or plain products under bfloat16 on a processor, where they are some three times faster.
   *
   * @param mask added to the scores (float) or where to look (bool), or null
   * @param scale factor on the scores, or null for 1 / sqrt(width)
   */
  public static Tensor attention(Tensor query, Tensor key, Tensor value, @Nullable Tensor mask, double dropout,
      boolean causal, @Nullable Double scale) {
    if (query.device().kind() == Device.Kind.CPU && shortened(query)) {
      return plain(query, key, value, mask, dropout, causal, scale);
    }
    return FUSED.call(query, key, value, mask, dropout, causal, scale);
  }

  /** {@link #attention(Tensor, Tensor, Tensor, Tensor, double, boolean, Double)} without mask, dropout or scale. */
  public static Tensor attention(Tensor query, Tensor key, Tensor value) {
    return attention(query, key, value, null, 0, false, null);
  }

  /** The same by separate products, for the weights of attention see {@link #weights}. */
  public static Tensor plain(Tensor query, Tensor key, Tensor value, @Nullable Tensor mask, double dropout,
      boolean causal, @Nullable Double scale) {
    return Scope.run(() -> {
      Tensor weights = weights(query, key, mask, causal, scale);
      return (dropout > 0 ? weights.dropout(dropout, true) : weights).matmul(value);
    });
  }

  /** softmax(Q K^T * scale + mask): (..., queries, keys), each row a distribution. */
  public static Tensor weights(Tensor query, Tensor key, @Nullable Tensor mask, boolean causal,
      @Nullable Double scale) {
    return Scope.run(() -> {
      double factor = scale != null ? scale : 1 / Math.sqrt(query.size(-1));
      Tensor scores = query.mul(factor).matmul(key.transpose(-2, -1));
      if (causal) {
        Tensor later = Tensors.ones(DType.BOOL, scores.size(-2), scores.size(-1)).triu(1).to(scores.device());
        scores = scores.maskedFill(later, Double.NEGATIVE_INFINITY);
      }
      if (mask != null) {
        scores = mask.dtype() == DType.BOOL
            ? scores.maskedFill(mask.logicalNot(), Double.NEGATIVE_INFINITY)
            : scores.add(mask);
      }
      return scores.softmax(-1);
    });
  }

  private static boolean shortened(Tensor query) {
    DType type = query.dtype();
    return type == DType.BFLOAT16 || type == DType.FLOAT16
        || torch.is_autocast_enabled(Device.Kind.CPU.type);
  }
}
