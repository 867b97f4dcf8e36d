package dev.fovea.nn;

import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;

/** Means over about equal windows: (batch, channels, any length) to a fixed length. */
public final class AdaptiveAvgPool1d extends Layer {
  private final long length;

  /** To a length. */
  public AdaptiveAvgPool1d(long length) {
    this.length = Checks.positive("AdaptiveAvgPool1d", "length", length);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Pooling.adaptiveAvgPool1d(x, length);
  }
}
