package dev.fovea.tensor;

import java.util.Objects;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Pooling over windows of images (batch, channels, height, width) or sequences, and its inverses. */
public final class Pooling {
  private static final Op MAX_1D = Op.of("aten::max_pool1d");
  private static final Op MAX_3D = Op.of("aten::max_pool3d");
  private static final Op MAX_INDICES = Op.of("aten::max_pool2d_with_indices");
  private static final Op AVG_1D = Op.of("aten::avg_pool1d");
  private static final Op AVG_2D = Op.of("aten::avg_pool2d");
  private static final Op AVG_3D = Op.of("aten::avg_pool3d");
  private static final Op ADAPTIVE_AVG_1D = Op.of("aten::adaptive_avg_pool1d");
  private static final Op ADAPTIVE_AVG_2D = Op.of("aten::adaptive_avg_pool2d");
  private static final Op ADAPTIVE_MAX_2D = Op.of("aten::adaptive_max_pool2d");
  private static final Op FRACTIONAL_MAX = Op.of("aten::fractional_max_pool2d");
  private static final Op MAX_UNPOOL = Op.of("aten::max_unpool2d");

  private Pooling() {}

  /** Maxima and where they were in their flattened images (int64), for {@link #maxUnpool2d}. */
  public record WithIndices(Tensor values, Tensor indices) {
    static WithIndices of(@Nullable Tensor[] pair) {
      return new WithIndices(Objects.requireNonNull(pair[0]), Objects.requireNonNull(pair[1]));
    }
  }

  /** The largest value of each window of a sequence. */
  public static Tensor maxPool1d(Tensor input, long kernel, long stride, long padding) {
    return MAX_1D.call(input, new long[] {kernel}, new long[] {stride}, new long[] {padding});
  }

  /** The largest value of each window; with {@code ceilMode} windows may hang over the end. */
  public static Tensor maxPool2d(Tensor input, long[] kernel, long[] stride, long[] padding, long[] dilation,
      boolean ceilMode) {
    return Tensor.op("max_pool2d",
        () -> torch.max_pool2d(input.raw(), kernel, stride, padding, dilation, ceilMode), input);
  }

  /** The largest value of each square window. */
  public static Tensor maxPool2d(Tensor input, long kernel, long stride, long padding) {
    return maxPool2d(input, new long[] {kernel}, new long[] {stride}, new long[] {padding}, new long[] {1}, false);
  }

  /** The largest value of each window of a volume. */
  public static Tensor maxPool3d(Tensor input, long[] kernel, long[] stride, long[] padding) {
    return MAX_3D.call(input, kernel, stride, padding);
  }

  /** {@link #maxPool2d} with the places of the maxima. */
  public static WithIndices maxPool2dWithIndices(Tensor input, long[] kernel, long[] stride, long[] padding,
      long[] dilation, boolean ceilMode) {
    return WithIndices.of(MAX_INDICES.callMany(input, kernel, stride, padding, dilation, ceilMode));
  }

  /** Values back at their places in images of height and width {@code size}, zeros elsewhere. */
  public static Tensor maxUnpool2d(Tensor input, Tensor indices, long[] size) {
    return MAX_UNPOOL.call(input, indices, size);
  }

  /** The mean of each window of a sequence. */
  public static Tensor avgPool1d(Tensor input, long kernel, long stride, long padding) {
    return AVG_1D.call(input, new long[] {kernel}, new long[] {stride}, new long[] {padding});
  }

  /** The mean of each window; {@code countIncludePad} counts the zeros of the padding. */
  public static Tensor avgPool2d(Tensor input, long[] kernel, long[] stride, long[] padding, boolean ceilMode,
      boolean countIncludePad) {
    return AVG_2D.call(input, kernel, stride, padding, ceilMode, countIncludePad);
  }

  /** The mean of each square window. */
  public static Tensor avgPool2d(Tensor input, long kernel, long stride, long padding) {
    return avgPool2d(input, new long[] {kernel}, new long[] {stride}, new long[] {padding}, false, true);
  }

  /** The mean of each window of a volume. */
  public static Tensor avgPool3d(Tensor input, long[] kernel, long[] stride, long[] padding) {
    return AVG_3D.call(input, kernel, stride, padding);
  }

  /** Means over as many about equal windows as the output is long. */
  public static Tensor adaptiveAvgPool1d(Tensor input, long size) {
    return ADAPTIVE_AVG_1D.call(input, new long[] {size});
  }

  /** Means over as many about equal windows as the output is high and wide. */
  public static Tensor adaptiveAvgPool2d(Tensor input, long height, long width) {
    return ADAPTIVE_AVG_2D.call(input, new long[] {height, width});
  }

  /** Maxima over as many about equal windows as the output is high and wide. */
  public static Tensor adaptiveMaxPool2d(Tensor input, long height, long width) {
    return Objects.requireNonNull(ADAPTIVE_MAX_2D.callMany(input, new long[] {height, width})[0]);
  }

  /**
   * Maxima over windows at random steps between 1 and 2 kernels. Graham, Fractional Max-Pooling, 2014.
   *
   * @param samples random numbers in [0, 1), (batch, channels, 2)
   */
  public static WithIndices fractionalMaxPool2d(Tensor input, long[] kernel, long[] outputSize, Tensor samples) {
    if (java.util.Arrays.stream(kernel).anyMatch(length -> length < 1)) {
      throw new TensorException("fractional_max_pool2d: expected a kernel of 1 or more, got "
          + java.util.Arrays.toString(kernel));
    }
    boolean inRange = Scope.run(() -> samples.ge(0).logicalAnd(samples.lt(1)).all().itemBoolean());
    if (!inRange) {
      throw new TensorException("fractional_max_pool2d: expected samples in [0, 1), got others in "
          + samples.describe());
    }
    return WithIndices.of(FRACTIONAL_MAX.callMany(input, kernel, outputSize, samples));
  }
}
