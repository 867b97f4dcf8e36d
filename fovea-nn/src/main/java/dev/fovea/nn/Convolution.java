package dev.fovea.nn;

import dev.fovea.nn.ConvOptions.PaddingMode;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What all convolutions and transposed convolutions have: channels, a window, a {@code weight} and a {@code bias}.
 *
 * <p>Weight and bias start uniform in +-1/sqrt(fan in), as in {@code torch.nn}. Inputs without a batch dimension are
 * taken too.
 */
public abstract class Convolution extends WeightedLayer {
  final long[] kernel;
  final long[] stride;
  final long[] padding;
  final long[] dilation;
  final long[] outputPadding;
  final long groups;
  final boolean transposed;
  private final long in;
  private final long out;
  private @Nullable Tensor bias;
  private final String border;
  private final long @Nullable [] borders;

  Convolution(int dims, boolean transposed, long in, long out, long[] kernel, ConvOptions options) {
    super(firstWeight(dims, transposed, in, out, kernel, options.groups()));
    String name = getClass().getSimpleName();
    this.transposed = transposed;
    this.in = in;
    this.out = out;
    this.kernel = Checks.each(name, "kernel", kernel, dims);
    this.stride = Checks.each(name, "stride", options.stride(), dims);
    this.dilation = Checks.each(name, "dilation", options.dilation(), dims);
    this.outputPadding = Checks.each(name, "outputPadding", options.outputPadding(), dims);
    this.groups = options.groups();
    long[] before = options.isSame() ? new long[dims] : Checks.each(name, "padding", options.padding(), dims);
    long[] after = before.clone();
    if (options.isSame()) {
      same(name, before, after);
    }
    this.border = options.paddingMode().torchName();
    if (transposed && (options.isSame() || options.paddingMode() != PaddingMode.ZEROS)) {
      throw new IllegalArgumentException(name + ": expected padding with zeros by numbers, got "
          + (options.isSame() ? "same" : border));
    }
    if (options.paddingMode() == PaddingMode.ZEROS && Arrays.equals(before, after)) {
      this.padding = before;
      this.borders = null;
    } else {
      this.padding = new long[dims];
      this.borders = new long[2 * dims];
      for (int i = 0; i < dims; i++) {
        borders[2 * (dims - 1 - i)] = before[i];
        borders[2 * (dims - 1 - i) + 1] = after[i];
      }
    }
    Tensor weight = weight();
    double bound = Init.bound(weight.numel() / weight.size(0));
    this.bias = options.bias() ? parameter("bias", Tensors.zeros(out).uniform_(-bound, bound, null)) : null;
  }

  private static Tensor firstWeight(int dims, boolean transposed, long in, long out, long[] kernel, long groups) {
    String name = (transposed ? "ConvTranspose" : "Conv") + dims + "d";
    Checks.positive(name, "in", in);
    Checks.positive(name, "out", out);
    if (in % groups != 0 || out % groups != 0) {
      throw new IllegalArgumentException(name + ": expected groups that divide the channels " + in + " -> " + out
          + ", got " + groups);
    }
    long[] shape = new long[dims + 2];
    shape[0] = transposed ? in : out;
    shape[1] = (transposed ? out : in) / groups;
    long[] window = Checks.each(name, "kernel", kernel, dims);
    for (int i = 0; i < dims; i++) {
      shape[i + 2] = Checks.positive(name, "kernel", window[i]);
    }
    double bound = Init.bound(Arrays.copyOfRange(shape, 1, shape.length));
    return Tensors.empty(DType.FLOAT32, shape).uniform_(-bound, bound, null);
  }

  private void same(String name, long[] before, long[] after) {
    for (int i = 0; i < before.length; i++) {
      if (stride[i] != 1) {
        throw new IllegalArgumentException(name + ": expected stride 1 with padding \"same\", got " + stride[i]);
      }
      long total = dilation[i] * (kernel[i] - 1);
      before[i] = total / 2;
      after[i] = total - before[i];
    }
  }

  /** The convolution of an input whose border has been added where {@link #padding} cannot say it. */
  abstract Tensor convolve(Tensor x, Tensor weight, @Nullable Tensor bias);

  @Override
  protected final Tensor forward(Tensor x) {
    if (x.dim() < kernel.length + 1 || x.size(-1 - kernel.length) != in) {
      throw new TensorException(getClass().getSimpleName() + ": expected an input ([batch,] " + in + ", "
          + (kernel.length == 1 ? "length" : kernel.length == 2 ? "height, width" : "depth, height, width")
          + "), got " + x.describe());
    }
    return convolve(borders == null ? x : Sampling.pad(x, borders, border.equals("zeros") ? "constant" : border, 0),
        currentWeight(), bias);
  }

  /**
   * Has the convolution give scale * its result + shift, for each channel (out); meant for inference.
   *
   * @return what makes it the same as before, bit for bit, as long as the scope of this call is open
   */
  final Runnable absorb(Tensor scale, Tensor shift) {
    Tensor weight = ownWeight("absorb");
    Tensor weightBefore = weight.detach();
    long[] each = new long[kernel.length + 2];
    Arrays.fill(each, 1);
    each[0] = out;
    weight.setData_(weight.mul(scale.reshape(each)).to(weight.dtype()));
    Tensor old = bias;
    if (old == null) {
      Tensor added = parameter("bias", shift.to(weight.dtype()).clone());
      bias = added;
      return () -> {
        weight.setData_(weightBefore);
        removeParameter("bias");
        bias = null;
        added.close();
      };
    }
    Tensor biasBefore = old.detach();
    old.setData_(old.mul(scale).add(shift).to(old.dtype()));
    return () -> {
      weight.setData_(weightBefore);
      old.setData_(biasBefore);
    };
  }

  /** The bias (out), or null. */
  public final @Nullable Tensor bias() {
    return bias;
  }

  /** The number of channels coming in. */
  public final long in() {
    return in;
  }

  /** The number of channels going out. */
  public final long out() {
    return out;
  }

  /** Whether it is a transposed convolution. */
  public final boolean isTransposed() {
    return transposed;
  }

  /** The window's lengths, one a dimension. */
  public final long[] kernel() {
    return kernel.clone();
  }

  /** The steps, one a dimension. */
  public final long[] stride() {
    return stride.clone();
  }

  @Override
  public String describe() {
    return getClass().getSimpleName() + "(" + in + " -> " + out + ", kernel " + Checks.sizes(kernel) + ", stride "
        + Checks.sizes(stride) + (groups == 1 ? "" : ", groups " + groups) + (bias == null ? ", no bias" : "") + ")";
  }
}
