package dev.fovea.nn;

import dev.fovea.tensor.Convolutions;
import dev.fovea.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Transposed convolution: (batch, in, depth, height, width) to (batch, out, depth, height, width), each length
 * (length - 1) stride - 2 padding + dilation (kernel - 1) + outputPadding + 1.
 *
 * <p>State: {@code weight} (in, out / groups, kernel...), {@code bias} (out).
 */
public final class ConvTranspose3d extends Convolution {
  /** Stride 1, no padding, with bias. */
  public ConvTranspose3d(long in, long out, long kernel) {
    this(in, out, kernel, ConvOptions.DEFAULT);
  }

  /** A window of equal lengths. */
  public ConvTranspose3d(long in, long out, long kernel, ConvOptions options) {
    this(in, out, new long[] {kernel}, options);
  }

  /** A window of a length a dimension. */
  public ConvTranspose3d(long in, long out, long[] kernel, ConvOptions options) {
    super(3, true, in, out, kernel, options);
  }

  @Override
  Tensor convolve(Tensor x, Tensor weight, @Nullable Tensor bias) {
    return Convolutions.convTranspose3d(x, weight, bias, stride, padding, outputPadding, groups, dilation);
  }
}
