package dev.fovea.nn;

import dev.fovea.tensor.Convolutions;
import dev.fovea.tensor.Tensor;

/** The windows of images as columns (im2col): (n, c, h, w) to (n, c x kernel area, windows). */
public final class Unfold extends Layer {
  private final long[] kernel;
  private final long[] stride;
  private final long[] padding;
  private final long[] dilation;

  /** Square windows; stride, padding and dilation come from the options. */
  public Unfold(long kernel, ConvOptions options) {
    this(new long[] {kernel}, options);
  }

  /** Windows of a height and a width. */
  public Unfold(long[] kernel, ConvOptions options) {
    this.kernel = Checks.each("Unfold", "kernel", kernel, 2);
    this.stride = Checks.each("Unfold", "stride", options.stride(), 2);
    this.padding = Checks.each("Unfold", "padding", options.padding(), 2);
    this.dilation = Checks.each("Unfold", "dilation", options.dilation(), 2);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Convolutions.unfold(x, kernel, dilation, padding, stride);
  }
}
