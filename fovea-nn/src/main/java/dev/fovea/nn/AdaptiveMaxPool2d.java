package dev.fovea.nn;

import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;

/** Maxima over about equal windows: (batch, channels, any height, any width) to a fixed height and width. */
public final class AdaptiveMaxPool2d extends Layer {
  private final long height;
  private final long width;

  /** To height and width. */
  public AdaptiveMaxPool2d(long height, long width) {
    this.height = Checks.positive("AdaptiveMaxPool2d", "height", height);
    this.width = Checks.positive("AdaptiveMaxPool2d", "width", width);
  }

  /** To a square. */
  public AdaptiveMaxPool2d(long size) {
    this(size, size);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Pooling.adaptiveMaxPool2d(x, height, width);
  }

  @Override
  public String describe() {
    return "AdaptiveMaxPool2d(" + height + "x" + width + ")";
  }
}
