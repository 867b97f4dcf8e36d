package dev.fovea.nn;

import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;

/** The mean of each window of sequences (batch, channels, length), with the zeros of the padding. */
public final class AvgPool1d extends Layer {
  private final long kernel;
  private final long stride;
  private final long padding;

  /** Windows next to each other. */
  public AvgPool1d(long kernel) {
    this(kernel, kernel, 0);
  }

  /** Windows of equal lengths. */
  public AvgPool1d(long kernel, long stride, long padding) {
    this.kernel = Checks.positive("AvgPool1d", "kernel", kernel);
    this.stride = Checks.positive("AvgPool1d", "stride", stride);
    this.padding = padding;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Pooling.avgPool1d(x, kernel, stride, padding);
  }

  @Override
  public String describe() {
    return "AvgPool1d(" + kernel + ", stride " + stride + ")";
  }
}
