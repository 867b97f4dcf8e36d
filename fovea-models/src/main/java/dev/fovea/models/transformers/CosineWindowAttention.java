package dev.fovea.models.transformers;

import dev.fovea.models.layers.AttentionKernel;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.ReLU;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Convolutions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Normalizations;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Attention inside windows by the cosine of queries and keys, with biases that a small network computes from offsets on
 * a logarithmic scale: Liu et al., Swin Transformer V2, 2021, equations 2 to 4. State: {@code logit_scale},
 * {@code q_bias}, {@code v_bias}, {@code relative_coords_table}, {@code relative_position_index}, {@code cpb_mlp},
 * {@code qkv}, {@code proj}.
 */
final class CosineWindowAttention extends Layer {
  private static final double MOST_SCALE = Math.log(100);
  private static final double MOST_BIAS = 16;
  private static final int HIDDEN = 512;

  private final WindowAttention.Shape shape;
  private final Tensor logitScale;
  private final Tensor offsets;
  private final Tensor index;
  private final Sequential cpbMlp;
  private final Linear qkv;
  private final AttentionKernel kernel;
  private final Linear proj;
  private final Dropout drop;

  /** How the biases of queries and values are kept; keys have none. */
  enum Biases {
    NONE,
    /** As {@code q_bias} and {@code v_bias}: Microsoft's. */
    APART,
    /** In {@code qkv.bias}, whose part for keys is not used: torchvision's. */
    TOGETHER
  }

  /**
   * Attention of a shape.
   *
   * @param learned side of the windows that the biases were learned with
   */
  CosineWindowAttention(WindowAttention.Shape shape, Biases biases, int learned) {
    this.shape = shape;
    long width = shape.width();
    this.logitScale = parameter("logit_scale", Tensors.full(Math.log(10), DType.FLOAT32,
        shape.heads(), 1, 1));
    UnaryOperator<@Nullable Tensor> bias = switch (biases) {
      case NONE -> own -> null;
      case APART -> apart(parameter("q_bias", Tensors.zeros(width)), parameter("v_bias", Tensors.zeros(width)));
      case TOGETHER -> CosineWindowAttention::withoutKeys;
    };
    this.offsets = buffer("relative_coords_table", RelativePositions.logarithmic(shape.side(), learned));
    this.index = buffer("relative_position_index", shape.index());
    this.cpbMlp = new Sequential(new Linear(2, HIDDEN), new ReLU(), new Linear(HIDDEN, shape.heads(), false));
    boolean together = biases == Biases.TOGETHER;
    if (!together) {
      child("cpb_mlp", cpbMlp);
    }
    this.qkv = child("qkv", new BiasedLinear(width, 3 * width, together, bias));
    this.kernel = child("kernel", new AttentionKernel(shape.attentionDropout()));
    this.proj = child("proj", new Linear(width, width));
    this.drop = child("proj_drop", new Dropout(shape.dropout()));
    if (together) {
      child("cpb_mlp", cpbMlp);
    }
  }

  private static UnaryOperator<@Nullable Tensor> apart(Tensor query, Tensor value) {
    return own -> Tensors.cat(List.of(query, Tensors.zerosLike(query), value), 0);
  }

  private static Tensor withoutKeys(@Nullable Tensor joint) {
    Tensor bias = Objects.requireNonNull(joint);
    long width = bias.size(0) / 3;
    Tensor query = bias.narrow(0, 0, width);
    return Tensors.cat(List.of(query, Tensors.zerosLike(query), bias.narrow(0, 2 * width, width)), 0);
  }

  /** A field (n, h, w, c) to the same shape. */
  @Override
  protected Tensor forward(Tensor x) {
    Windows windows = shape.windows(x);
    List<Tensor> parts = shape.heads(qkv.apply(windows.split(x)));           // each (n windows, heads, places, c/heads)
    Tensor scale = logitScale.clampMax(MOST_SCALE).exp();                      // (heads, 1, 1)
    Tensor query = unit(parts.get(0)).mul(scale.to(parts.get(0).dtype()));
    Tensor attended = kernel.apply(query, unit(parts.get(1)), parts.get(2),
        shape.masks().onto(biases(), windows, x.size(0)), 1.0, windows.places());
    return windows.join(drop.apply(proj.apply(attended.transpose(1, 2).flatten(2))));
  }

  private static Tensor unit(Tensor vectors) {
    return Normalizations.normalize(vectors, 2, -1, 1e-12);
  }

  /** (1, heads, places, places). */
  private Tensor biases() {
    Tensor table = cpbMlp.apply(offsets).flatten(0, 2).sigmoid().mul(MOST_BIAS);   // (offsets, heads)
    return shape.biases(table, index);
  }

  /** A linear layer whose bias comes from elsewhere, or from its own. */
  private static final class BiasedLinear extends Linear {
    private final UnaryOperator<@Nullable Tensor> used;

    BiasedLinear(long in, long out, boolean bias, UnaryOperator<@Nullable Tensor> used) {
      super(in, out, bias);
      this.used = used;
    }

    @Override
    protected Tensor forward(Tensor x) {
      return Convolutions.linear(x, currentWeight(), used.apply(bias()));
    }
  }
}
