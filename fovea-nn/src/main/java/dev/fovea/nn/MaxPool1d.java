package dev.fovea.nn;

import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;

/** The largest value of each window of sequences (batch, channels, length). */
public final class MaxPool1d extends Layer {
  private final long kernel;
  private final long stride;
  private final long padding;

  /** Windows next to each other. */
  public MaxPool1d(long kernel) {
    this(kernel, kernel, 0);
  }

  /** Windows of equal lengths. */
  public MaxPool1d(long kernel, long stride, long padding) {
    this.kernel = Checks.positive("MaxPool1d", "kernel", kernel);
    this.stride = Checks.positive("MaxPool1d", "stride", stride);
    this.padding = padding;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Pooling.maxPool1d(x, kernel, stride, padding);
  }

  @Override
  public String describe() {
    return "MaxPool1d(" + kernel + ", stride " + stride + ")";
  }
}
