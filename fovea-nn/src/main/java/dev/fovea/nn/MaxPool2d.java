package dev.fovea.nn;

import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;

/** The largest value of each window of images (batch, channels, height, width). */
public final class MaxPool2d extends Layer {
  private final long[] kernel;
  private final long[] stride;
  private final long[] padding;
  private final long[] dilation;
  private final boolean ceilMode;

  /** Square windows next to each other. */
  public MaxPool2d(long kernel) {
    this(kernel, kernel, 0);
  }

  /** Square windows. */
  public MaxPool2d(long kernel, long stride) {
    this(kernel, stride, 0);
  }

  /** Square windows, with a border that never is the largest. */
  public MaxPool2d(long kernel, long stride, long padding) {
    this(kernel, stride, padding, false);
  }

  /** Square windows, the last of which hang over the end where {@code ceilMode}. */
  public MaxPool2d(long kernel, long stride, long padding, boolean ceilMode) {
    this(new long[] {kernel}, new long[] {stride}, new long[] {padding}, new long[] {1}, ceilMode);
  }

  /** Windows of one length or two, and so on. */
  public MaxPool2d(long[] kernel, long[] stride, long[] padding, long[] dilation, boolean ceilMode) {
    this.kernel = Checks.each("MaxPool2d", "kernel", kernel, 2);
    this.stride = Checks.each("MaxPool2d", "stride", stride, 2);
    this.padding = Checks.each("MaxPool2d", "padding", padding, 2);
    this.dilation = Checks.each("MaxPool2d", "dilation", dilation, 2);
    this.ceilMode = ceilMode;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Pooling.maxPool2d(x, kernel, stride, padding, dilation, ceilMode);
  }

  /** The maxima and their places, for {@link MaxUnpool2d}. */
  public Pooling.WithIndices applyWithIndices(Tensor x) {
    return call(x, () -> Pooling.maxPool2dWithIndices(x, kernel, stride, padding, dilation, ceilMode));
  }

  @Override
  public String describe() {
    return "MaxPool2d(" + Checks.sizes(kernel) + ", stride " + Checks.sizes(stride) + ")";
  }
}
