package dev.fovea.nn;

import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;

/** Means over about equal windows: (batch, channels, any height, any width) to a fixed height and width. */
public final class AdaptiveAvgPool2d extends Layer {
  private final long height;
  private final long width;

  /** To height and width. */
  public AdaptiveAvgPool2d(long height, long width) {
    this.height = Checks.positive("AdaptiveAvgPool2d", "height", height);
    this.width = Checks.positive("AdaptiveAvgPool2d", "width", width);
  }

  /** To a square. */
  public AdaptiveAvgPool2d(long size) {
    this(size, size);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Pooling.adaptiveAvgPool2d(x, height, width);
  }

  @Override
  public String describe() {
    return "AdaptiveAvgPool2d(" + height + "x" + width + ")";
  }
}
