package dev.fovea.nn;

import dev.fovea.tensor.Convolutions;
import dev.fovea.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Convolution: (batch, in, length) to (batch, out, length), each length
 * floor((length + 2 padding - dilation (kernel - 1) - 1) / stride) + 1.
 *
 * <p>State: {@code weight} (out, in / groups, kernel...), {@code bias} (out).
 */
public final class Conv1d extends Convolution {
  /** Stride 1, no padding, with bias. */
  public Conv1d(long in, long out, long kernel) {
    this(in, out, kernel, ConvOptions.DEFAULT);
  }

  /** A window of equal lengths. */
  public Conv1d(long in, long out, long kernel, ConvOptions options) {
    this(in, out, new long[] {kernel}, options);
  }

  /** A window of a length a dimension. */
  public Conv1d(long in, long out, long[] kernel, ConvOptions options) {
    super(1, false, in, out, kernel, options);
  }

  @Override
  Tensor convolve(Tensor x, Tensor weight, @Nullable Tensor bias) {
    return Convolutions.conv1d(x, weight, bias, stride, padding, dilation, groups);
  }
}
