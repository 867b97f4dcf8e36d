package dev.fovea.nn;

import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;

/** The mean of each window of images (batch, channels, height, width). */
public final class AvgPool2d extends Layer {
  private final long[] kernel;
  private final long[] stride;
  private final long[] padding;
  private final boolean ceilMode;
  private final boolean countIncludePad;

  /** Square windows next to each other. */
  public AvgPool2d(long kernel) {
    this(kernel, kernel, 0);
  }

  /** Square windows. */
  public AvgPool2d(long kernel, long stride) {
    this(kernel, stride, 0);
  }

  /** Square windows, with a border of zeros that count. */
  public AvgPool2d(long kernel, long stride, long padding) {
    this(new long[] {kernel}, new long[] {stride}, new long[] {padding}, false, true);
  }

  /** Windows of one length or two; the last hang over the end where {@code ceilMode}. */
  public AvgPool2d(long[] kernel, long[] stride, long[] padding, boolean ceilMode, boolean countIncludePad) {
    this.kernel = Checks.each("AvgPool2d", "kernel", kernel, 2);
    this.stride = Checks.each("AvgPool2d", "stride", stride, 2);
    this.padding = Checks.each("AvgPool2d", "padding", padding, 2);
    this.ceilMode = ceilMode;
    this.countIncludePad = countIncludePad;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Pooling.avgPool2d(x, kernel, stride, padding, ceilMode, countIncludePad);
  }

  @Override
  public String describe() {
    return "AvgPool2d(" + Checks.sizes(kernel) + ", stride " + Checks.sizes(stride) + ")";
  }
}
