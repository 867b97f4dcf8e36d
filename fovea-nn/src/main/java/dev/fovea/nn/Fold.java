package dev.fovea.nn;

import dev.fovea.tensor.Convolutions;
import dev.fovea.tensor.Tensor;

/** The sum of columns back at their places (col2im): (n, c x kernel area, windows) to (n, c, height, width). */
public final class Fold extends Layer {
  private final long[] size;
  private final long[] kernel;
  private final long[] stride;
  private final long[] padding;
  private final long[] dilation;

  /** Into images of a height and a width; stride, padding and dilation come from the options. */
  public Fold(long height, long width, long[] kernel, ConvOptions options) {
    this.size = new long[] {height, width};
    this.kernel = Checks.each("Fold", "kernel", kernel, 2);
    this.stride = Checks.each("Fold", "stride", options.stride(), 2);
    this.padding = Checks.each("Fold", "padding", options.padding(), 2);
    this.dilation = Checks.each("Fold", "dilation", options.dilation(), 2);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Convolutions.fold(x, size, kernel, dilation, padding, stride);
  }
}
