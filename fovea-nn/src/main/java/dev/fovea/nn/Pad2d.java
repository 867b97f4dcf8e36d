package dev.fovea.nn;

import dev.fovea.nn.ConvOptions.PaddingMode;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;

/** Adds borders to images (batch, channels, height, width): zeros, reflections, copies of the edge or the other end. */
public final class Pad2d extends Layer {
  private final long[] padding;
  private final PaddingMode mode;

  /** The same border on all sides. */
  public Pad2d(long padding, PaddingMode mode) {
    this(padding, padding, padding, padding, mode);
  }

  /** A border on each side. */
  public Pad2d(long left, long right, long top, long bottom, PaddingMode mode) {
    this.padding = new long[] {left, right, top, bottom};
    this.mode = mode;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Sampling.pad(x, padding, mode == PaddingMode.ZEROS ? "constant" : mode.torchName(), 0);
  }

  @Override
  public String describe() {
    return "Pad2d(" + Checks.sizes(padding) + ", " + mode.torchName() + ")";
  }
}
