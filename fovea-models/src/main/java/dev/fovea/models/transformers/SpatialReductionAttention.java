package dev.fovea.models.transformers;

import dev.fovea.models.layers.AttentionKernel;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.Fields;
import dev.fovea.models.layers.KeyPlaces;
import dev.fovea.nn.AdaptiveAvgPool2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.GELU;
import dev.fovea.nn.Identity;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import org.jspecify.annotations.Nullable;

/**
 * Attention of every place to a coarser map of the same field, so that its cost falls by the square of the reduction.
 * Wang et al., Pyramid Vision Transformer, 2021, equations 1 to 5; the global sub-sampled attention of Chu et al.,
 * Twins, 2021, equation 4; with a pooled map of fixed size, the linear attention of Wang et al., PVT v2, 2021, figure 1.
 *
 * <p>State: {@code q}, {@code kv} (keys before values), {@code proj}; {@code sr} and {@code norm} where it reduces.
 */
final class SpatialReductionAttention extends Layer {
  /**
   * What attention of every kind in these papers has.
   *
   * @param width of the tokens
   * @param heads that divide the width
   * @param qkvBias whether queries, keys and values have a bias
   * @param qkScale factor on the scores, or null for 1 / sqrt(width / heads)
   * @param attnDrop probability that a weight is dropped in training
   * @param drop probability that a value of the result is dropped in training
   */
  record Shape(int width, int heads, boolean qkvBias, @Nullable Double qkScale, double attnDrop, double drop) {}

  private final Shape shape;
  private final int ratio;
  private final Linear q;
  private final Linear kv;
  private final AttentionKernel kernel;
  private final Linear proj;
  private final Dropout projDrop;
  private final Layer pool;
  private final @Nullable Conv2d sr;
  private final Layer norm;
  private final Layer act;

  private SpatialReductionAttention(Shape shape, int ratio, Layer pool, @Nullable Conv2d sr, Layer act) {
    this.shape = shape;
    this.ratio = ratio;
    int width = shape.width;
    this.q = child("q", new Linear(width, width, shape.qkvBias));
    this.kv = child("kv", new Linear(width, 2L * width, shape.qkvBias));
    this.kernel = child("kernel", new AttentionKernel(shape.attnDrop));
    this.proj = child("proj", new Linear(width, width));
    this.projDrop = child("proj_drop", new Dropout(shape.drop));
    this.pool = child("pool", pool);
    this.sr = sr == null ? null : child("sr", sr);
    this.norm = sr == null ? new Identity() : child("norm", new LayerNorm(width));
    this.act = child("act", act);
  }

  /** To keys from squares of {@code ratio} x {@code ratio} places; 1 leaves every place a key. */
  static SpatialReductionAttention strided(Shape shape, int ratio) {
    Conv2d sr = ratio == 1 ? null : new Conv2d(shape.width, shape.width, ratio, ConvOptions.stride(ratio));
    return new SpatialReductionAttention(shape, ratio, new Identity(), sr, new Identity());
  }

  /** To keys from {@code side} x {@code side} means, however large the field. */
  static SpatialReductionAttention pooled(Shape shape, int side) {
    return new SpatialReductionAttention(shape, 1, new AdaptiveAvgPool2d(side),
        new Conv2d(shape.width, shape.width, 1), new GELU());
  }

  /** A field (n, h, w, width) to the same; without reduction also a class token and places (n, 1 + h w, width). */
  @Override
  protected Tensor forward(Tensor x) {
    Tensor seen = sr == null ? x : reduced(x);                                          // (n, h / r, w / r, width)
    Tensor query = q.apply(x).flatten(1, -2).unflatten(2, shape.heads, -1).transpose(1, 2);
    Tensor pair = kv.apply(seen).flatten(1, -2).unflatten(2, 2, shape.heads, -1)
        .permute(2, 0, 3, 1, 4);                                                        // (2, n, heads, keys, d)
    KeyPlaces places = seen.dim() == 3 ? KeyPlaces.tokens(1) : KeyPlaces.grid(0, seen.size(1), seen.size(2));
    Tensor attended = kernel.apply(query, pair.select(0, 0), pair.select(0, 1), null, shape.qkScale, places);
    return Chain.of(attended, heads -> heads.transpose(1, 2).reshape(x.shape()), proj, projDrop);
  }

  private Tensor reduced(Tensor x) {
    if (x.size(1) < ratio || x.size(2) < ratio) {
      throw new TensorException("sr_ratios: a map of " + x.size(1) + " x " + x.size(2) + " is smaller than the ratio "
          + ratio + "; enlarge the pictures or set a smaller ratio");
    }
    return Chain.of(x, Fields::toMaps, pool, sr, Fields::ofMaps, norm, act);
  }
}
