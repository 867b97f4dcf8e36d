package dev.fovea.tensor;

import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Linear maps, convolutions of every kind and look-ups.
 *
 * <p>Inputs are (batch, channels, length), (batch, channels, height, width) or (batch, channels, depth, height, width).
 * {@code stride}, {@code padding} and {@code dilation} hold one number for all dimensions, or one each. Output length of a
 * convolution: floor((in + 2 padding - dilation (kernel - 1) - 1) / stride) + 1.
 */
public final class Convolutions {
  /** Multiplications from which a product is worth spreading over threads, and rows that it must have. */
  private static final long SHARED_PRODUCTS = 32L << 20;
  private static final long SHARED_ROWS = 64;

  private static final Op CONV_PADDED = Op.of("aten::conv2d.padding");
  private static final Op IM2COL = Op.of("aten::im2col");
  private static final Op COL2IM = Op.of("aten::col2im");
  private static final Op BILINEAR = Op.of("aten::bilinear");
  private static final Op EMBEDDING = Op.of("aten::embedding");
  private static final Op EMBEDDING_BAG = Op.of("aten::embedding_bag.padding_idx");

  private Convolutions() {}

  /** x W^T + b over the last dimension: (..., in) to (..., out); the weight is (out, in). */
  public static Tensor linear(Tensor input, Tensor weight, @Nullable Tensor bias) {
    if (isVector(input, weight)) {
      return linearOfVector(input, weight, bias);
    }
    if (NativeSettings.SERIAL_PRODUCTS && worthSharing(input, weight)) {
      return linearByConvolution(input, weight, bias);
    }
    if (bias == null) {
      return Tensor.op("linear", () -> torch.linear(input.raw(), weight.raw()), input, weight);
    }
    return Tensor.op("linear", () -> {
      try (TensorOptional optional = new TensorOptional(bias.raw())) {
        return torch.linear(input.raw(), weight.raw(), optional);
      }
    }, input, weight, bias);
  }

  /** One row on the processor: a matrix times a vector, which OpenBLAS does twice as fast as a matrix of one row. */
  private static boolean isVector(Tensor input, Tensor weight) {
    org.bytedeco.pytorch.Tensor x = input.raw();
    long dims = x.dim();
    return dims > 1 && weight.raw().dim() == 2 && x.numel() == weight.raw().size(1) && x.size(dims - 1) == x.numel()
        && x.is_cpu() && weight.raw().is_cpu() && input.dtype() == weight.dtype()
        && (input.dtype() == DType.FLOAT32 || input.dtype() == DType.FLOAT64)
        && !torch.is_autocast_enabled(Device.Kind.CPU.type);
  }

  private static Tensor linearOfVector(Tensor input, Tensor weight, @Nullable Tensor bias) {
    return Scope.run(() -> {
      Tensor vector = input.reshape(-1);
      Tensor mapped = Tensor.op("linear", () -> bias == null
          ? torch.mv(weight.raw(), vector.raw())
          : torch.addmv(bias.raw(), weight.raw(), vector.raw()), input, weight, bias);
      long[] shape = input.shape();
      shape[shape.length - 1] = weight.size(0);
      return mapped.view(shape);
    });
  }

  /** Large float32 products, which OpenBLAS would do on one thread. */
  private static boolean worthSharing(Tensor input, Tensor weight) {
    org.bytedeco.pytorch.Tensor x = input.raw();
    org.bytedeco.pytorch.Tensor w = weight.raw();
    int dims = (int) x.dim();
    if (dims < 2 || w.dim() != 2 || x.numel() * w.size(0) < SHARED_PRODUCTS || x.size(dims - 1) != w.size(1)) {
      return false;
    }
    return x.numel() / w.size(1) >= SHARED_ROWS && x.is_cpu() && w.is_cpu() && input.dtype() == DType.FLOAT32
        && weight.dtype() == DType.FLOAT32 && Threads.get() > 1
        && !torch.is_autocast_enabled(Device.Kind.CPU.type);
  }

  /** The same map as a 1x1 convolution of pictures with channels last, which oneDNN spreads over all threads. */
  private static Tensor linearByConvolution(Tensor input, Tensor weight, @Nullable Tensor bias) {
    return Scope.run(() -> {
      long in = weight.size(1);
      long out = weight.size(0);
      long[] shape = input.shape();
      long batch = shape.length == 2 ? 1 : shape[0];
      Tensor pictures = input.reshape(batch, -1, in).contiguous().transpose(1, 2).unsqueeze(2);
      Tensor mapped = conv2d(pictures, weight.reshape(out, in, 1, 1), bias);
      shape[shape.length - 1] = out;
      return mapped.squeeze(2).transpose(1, 2).reshape(shape);
    });
  }

  /** y_o = x1^T W_o x2 + b_o. */
  public static Tensor bilinear(Tensor first, Tensor second, Tensor weight, @Nullable Tensor bias) {
    return BILINEAR.call(first, second, weight, bias);
  }

  /** One-dimensional convolution; the weight is (out, in / groups, kernel). */
  public static Tensor conv1d(Tensor input, Tensor weight, @Nullable Tensor bias, long[] stride, long[] padding,
      long[] dilation, long groups) {
    return convolution("conv1d", 1, input, weight, bias, stride, padding, dilation, false, new long[] {0}, groups);
  }

  /** Two-dimensional convolution; the weight is (out, in / groups, kernel height, kernel width). */
  public static Tensor conv2d(Tensor input, Tensor weight, @Nullable Tensor bias, long[] stride, long[] padding,
      long[] dilation, long groups) {
    return convolution("conv2d", 2, input, weight, bias, stride, padding, dilation, false, new long[] {0}, groups);
  }

  /** Two-dimensional convolution with stride 1 and no padding. */
  public static Tensor conv2d(Tensor input, Tensor weight, @Nullable Tensor bias) {
    return conv2d(input, weight, bias, new long[] {1}, new long[] {0}, new long[] {1}, 1);
  }

  /** Two-dimensional convolution with the padding of a name: {@code same} (stride 1) or {@code valid}. */
  public static Tensor conv2d(Tensor input, Tensor weight, @Nullable Tensor bias, long[] stride, String padding,
      long[] dilation, long groups) {
    return CONV_PADDED.call(input, weight, bias, stride, padding, dilation, groups);
  }

  /** Three-dimensional convolution; the weight is (out, in / groups, depth, height, width). */
  public static Tensor conv3d(Tensor input, Tensor weight, @Nullable Tensor bias, long[] stride, long[] padding,
      long[] dilation, long groups) {
    return convolution("conv3d", 3, input, weight, bias, stride, padding, dilation, false, new long[] {0}, groups);
  }

  /** The transpose of {@link #conv1d}; the weight is (in, out / groups, kernel). */
  public static Tensor convTranspose1d(Tensor input, Tensor weight, @Nullable Tensor bias, long[] stride,
      long[] padding, long[] outputPadding, long groups, long[] dilation) {
    return convolution("conv_transpose1d", 1, input, weight, bias, stride, padding, dilation, true, outputPadding,
        groups);
  }

  /**
   * The transpose of {@link #conv2d}; the weight is (in, out / groups, height, width). Output length:
   * (in - 1) stride - 2 padding + dilation (kernel - 1) + outputPadding + 1.
   */
  public static Tensor convTranspose2d(Tensor input, Tensor weight, @Nullable Tensor bias, long[] stride,
      long[] padding, long[] outputPadding, long groups, long[] dilation) {
    return convolution("conv_transpose2d", 2, input, weight, bias, stride, padding, dilation, true, outputPadding,
        groups);
  }

  /** The transpose of {@link #conv3d}; the weight is (in, out / groups, depth, height, width). */
  public static Tensor convTranspose3d(Tensor input, Tensor weight, @Nullable Tensor bias, long[] stride,
      long[] padding, long[] outputPadding, long groups, long[] dilation) {
    return convolution("conv_transpose3d", 3, input, weight, bias, stride, padding, dilation, true, outputPadding,
        groups);
  }

  /** The windows of images as columns: (n, c, h, w) to (n, c * kernel area, windows); im2col. */
  public static Tensor unfold(Tensor input, long[] kernel, long[] dilation, long[] padding, long[] stride) {
    return IM2COL.call(input, pair("unfold", "kernel", kernel), pair("unfold", "dilation", dilation),
        pair("unfold", "padding", padding), pair("unfold", "stride", stride));
  }

  /** The sum of columns back at their places in images of {@code size}; col2im. */
  public static Tensor fold(Tensor input, long[] size, long[] kernel, long[] dilation, long[] padding, long[] stride) {
    return COL2IM.call(input, pair("fold", "size", size), pair("fold", "kernel", kernel),
        pair("fold", "dilation", dilation), pair("fold", "padding", padding), pair("fold", "stride", stride));
  }

  /** The rows of a table at indices (int64): (...) to (..., width). {@code paddingIndex} -1 is none. */
  public static Tensor embedding(Tensor indices, Tensor weight, long paddingIndex) {
    return EMBEDDING.call(weight, indices, paddingIndex);
  }

  /** Sums (mode 0), means (1) or maxima (2) of the rows of bags that begin at {@code offsets}. */
  public static Tensor embeddingBag(Tensor indices, Tensor weight, Tensor offsets, long mode) {
    if (mode < 0 || mode > 2) {
      throw new TensorException("embedding_bag: expected mode 0, 1 or 2, got " + mode);
    }
    boolean ascending = Scope.run(() -> offsets.dim() != 1 || offsets.numel() < 2
        || !offsets.slice(0, 1, offsets.numel()).lt(offsets.slice(0, 0, offsets.numel() - 1)).any().itemBoolean());
    if (!ascending) {
      throw new TensorException("embedding_bag: expected offsets that do not descend, got " + offsets);
    }
    return java.util.Objects.requireNonNull(
        EMBEDDING_BAG.callMany(weight, indices, offsets, false, mode, false, null, false, null)[0]);
  }

  private static Tensor convolution(String name, int dims, Tensor input, Tensor weight, @Nullable Tensor bias,
      long[] stride, long[] padding, long[] dilation, boolean transposed, long[] outputPadding, long groups) {
    if (weight.dim() != dims + 2 || (input.dim() != dims + 2 && input.dim() != dims + 1)) {
      throw new TensorException(name + ": expected an input of " + (dims + 1) + " or " + (dims + 2)
          + " dimensions and a weight of " + (dims + 2) + ", got input " + input.describe() + ", weight "
          + weight.describe());
    }
    if (input.dim() == dims + 1) {
      return Scope.run(() -> convolution(name, dims, input.unsqueeze(0), weight, bias, stride, padding, dilation,
          transposed, outputPadding, groups).squeeze(0));
    }
    long[] step = all(name, "stride", stride, dims);
    long[] border = all(name, "padding", padding, dims);
    long[] spread = all(name, "dilation", dilation, dims);
    return Tensor.op(name, () -> {
      try (TensorOptional shift = bias == null ? new TensorOptional() : new TensorOptional(bias.raw())) {
        org.bytedeco.pytorch.Tensor x = input.raw();
        org.bytedeco.pytorch.Tensor w = weight.raw();
        if (transposed) {
          long[] extra = all(name, "outputPadding", outputPadding, dims);
          return switch (dims) {
            case 1 -> torch.conv_transpose1d(x, w, shift, step, border, extra, groups, spread);
            case 2 -> torch.conv_transpose2d(x, w, shift, step, border, extra, groups, spread);
            default -> torch.conv_transpose3d(x, w, shift, step, border, extra, groups, spread);
          };
        }
        return switch (dims) {
          case 1 -> torch.conv1d(x, w, shift, step, border, spread, groups);
          case 2 -> torch.conv2d(x, w, shift, step, border, spread, groups);
          default -> torch.conv3d(x, w, shift, step, border, spread, groups);
        };
      }
    }, input, weight, bias);
  }

  private static long[] all(String operation, String name, long[] values, int dims) {
    if (values.length == dims) {
      return values;
    }
    if (values.length != 1) {
      throw new TensorException(operation + ": " + name + ": expected 1 or " + dims + " numbers, got "
          + java.util.Arrays.toString(values));
    }
    long[] out = new long[dims];
    java.util.Arrays.fill(out, values[0]);
    return out;
  }

  private static long[] pair(String operation, String name, long[] values) {
    return all(operation, name, values, 2);
  }
}
