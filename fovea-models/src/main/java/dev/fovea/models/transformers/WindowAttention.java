package dev.fovea.models.transformers;

import dev.fovea.models.layers.AttentionKernel;
import dev.fovea.models.layers.TransformerInit;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attention inside windows, with a learned bias for each offset between places: Liu et al., Swin Transformer, 2021,
 * equation 4. State: {@code relative_position_bias_table}, {@code relative_position_index}, {@code qkv}, {@code proj}.
 */
final class WindowAttention extends Layer {
  private final Shape shape;
  private final @Nullable Double scale;
  private final Tensor table;
  private final Tensor index;
  private final Linear qkv;
  private final AttentionKernel kernel;
  private final Linear proj;
  private final Dropout drop;

  /**
   * How it is laid out, for Swin v2 too.
   *
   * @param side of a window
   * @param shift by how many places windows are shifted where the rule lets them
   * @param flatIndex whether the saved index has one dimension, as torchvision's, or two
   * @param masks of the whole network
   */
  record Shape(long width, int heads, int side, int shift, Windows.Rule rule, boolean flatIndex,
      double attentionDropout, double dropout, ShiftMasks masks) {
    /** The windows of a field. */
    Windows windows(Tensor field) {
      return Windows.of(field, side, shift, rule);
    }

    /** Which row of a table of offsets belongs to each query and key. */
    Tensor index() {
      Tensor square = RelativePositions.index(side);
      return flatIndex ? square.flatten(0) : square;
    }

    /** A table (offsets, heads) as biases (1, heads, places, places). */
    Tensor biases(Tensor table, Tensor index) {
      long places = (long) side * side;
      return table.indexSelect(0, index.flatten(0)).t().reshape(1, heads, places, places);
    }

    /** Queries, keys and values (rows, places, 3 width), each as (rows, heads, places, width / heads). */
    List<Tensor> heads(Tensor joint) {
      return joint.unflatten(2, 3, heads, width / heads).permute(2, 0, 3, 1, 4).unbind(0);
    }
  }

  /**
   * Attention of a shape.
   *
   * @param qkvBias whether queries, keys and values have biases
   * @param scale factor on the scores, or null for 1 / sqrt(width of a head)
   */
  WindowAttention(Shape shape, boolean qkvBias, @Nullable Double scale) {
    this.shape = shape;
    this.scale = scale;
    long offsets = 2L * shape.side - 1;
    this.table = parameter("relative_position_bias_table", TransformerInit.normal(offsets * offsets, shape.heads));
    this.index = buffer("relative_position_index", shape.index());
    this.qkv = child("qkv", new Linear(shape.width, 3 * shape.width, qkvBias));
    this.kernel = child("kernel", new AttentionKernel(shape.attentionDropout));
    this.proj = child("proj", new Linear(shape.width, shape.width));
    this.drop = child("proj_drop", new Dropout(shape.dropout));
  }

  /** A normalised field (n, h, w, c) to the same shape. */
  @Override
  protected Tensor forward(Tensor x) {
    Windows windows = shape.windows(x);
    List<Tensor> parts = shape.heads(qkv.apply(windows.split(x)));           // each (n windows, heads, places, c/heads)
    Tensor biases = shape.masks.onto(shape.biases(table, index), windows, x.size(0));
    Tensor attended = kernel.apply(parts.get(0), parts.get(1), parts.get(2), biases, scale, windows.places());
    return windows.join(drop.apply(proj.apply(attended.transpose(1, 2).flatten(2))));
  }
}
