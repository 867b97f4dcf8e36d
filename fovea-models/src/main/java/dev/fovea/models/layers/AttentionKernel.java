package dev.fovea.models.layers;

import dev.fovea.nn.Module;
import dev.fovea.tensor.Attention;
import dev.fovea.tensor.Tensor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * softmax(Q K^T scale + mask) V by libtorch's fused kernel, the one place through which the attention of vision
 * transformers goes. Vaswani et al., Attention Is All You Need, 2017, equation 1.
 *
 * <p>While somebody listens, the weights are computed openly and shown to the listeners; the result is the same.
 */
public final class AttentionKernel extends Module {
  private final double dropout;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Sees the weights of attention as they are computed. */
  @FunctionalInterface
  public interface Listener {
    /**
     * One call.
     *
     * @param weights (rows, heads, queries, keys), each row of keys a distribution; a row is a picture or one of its
     *     windows
     * @param places where the keys lie
     */
    void attended(Tensor weights, KeyPlaces places);
  }

  /** Without dropout. */
  public AttentionKernel() {
    this(0);
  }

  /** With dropout on the weights in training. */
  public AttentionKernel(double dropout) {
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("attn_drop: expected 0 to below 1, got " + dropout);
    }
    this.dropout = dropout;
  }

  /** Calls a listener at each call, until the result is closed. */
  public Closer onWeights(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Attention of queries to keys, all (rows, heads, tokens, width), with scale 1 / sqrt(width) and without mask. */
  public Tensor apply(Tensor query, Tensor key, Tensor value, KeyPlaces places) {
    return apply(query, key, value, null, null, places);
  }

  /**
   * Attention of queries (rows, heads, queries, width) to keys and values (rows, heads, keys, width).
   *
   * @param mask added to the scores, of a shape that broadcasts to (rows, heads, queries, keys), or null
   * @param scale factor on the scores, or null for 1 / sqrt(width)
   * @param places where the keys lie, for listeners
   */
  public Tensor apply(Tensor query, Tensor key, Tensor value, @Nullable Tensor mask, @Nullable Double scale,
      KeyPlaces places) {
    double dropped = isTraining() ? dropout : 0;
    if (listeners.isEmpty()) {
      return call(List.of(query, key, value), () -> Attention.attention(query, key, value, mask, dropped, false, scale));
    }
    return call(List.of(query, key, value), () -> {
      Tensor weights = Attention.weights(query, key, mask, false, scale);
      listeners.forEach(listener -> listener.attended(weights, places));
      return weights.dropout(dropped, isTraining()).matmul(value);
    });
  }
}
