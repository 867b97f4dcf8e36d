package dev.fovea.nn;

import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;

/** The mean of each window of volumes (batch, channels, depth, height, width), with the zeros of the padding. */
public final class AvgPool3d extends Layer {
  private final long[] kernel;
  private final long[] stride;
  private final long[] padding;

  /** Windows next to each other. */
  public AvgPool3d(long kernel) {
    this(kernel, kernel, 0);
  }

  /** Windows of equal lengths. */
  public AvgPool3d(long kernel, long stride, long padding) {
    this.kernel = new long[] {kernel, kernel, kernel};
    this.stride = new long[] {stride, stride, stride};
    this.padding = new long[] {padding, padding, padding};
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Pooling.avgPool3d(x, kernel, stride, padding);
  }

  @Override
  public String describe() {
    return "AvgPool3d(" + Checks.sizes(kernel) + ", stride " + Checks.sizes(stride) + ")";
  }
}
