package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/** Dimensions from a first to a last one made one, such as (batch, channels, height, width) to (batch, values). */
public final class Flatten extends Layer {
  private final int start;
  private final int end;

  /** All dimensions but the batch. */
  public Flatten() {
    this(1, -1);
  }

  /** The dimensions from {@code start} to {@code end}, inclusive; negative ones count from the end. */
  public Flatten(int start, int end) {
    this.start = start;
    this.end = end;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.flatten(start, end);
  }
}
