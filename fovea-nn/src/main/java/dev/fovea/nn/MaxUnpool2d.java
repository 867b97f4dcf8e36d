package dev.fovea.nn;

import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;

/**
 * Puts maxima back at the places they came from, zeros elsewhere. Zeiler and Fergus, 2014; Noh et al., 2015.
 *
 * <p>Takes the result of {@link MaxPool2d#applyWithIndices}.
 */
public final class MaxUnpool2d extends Module {
  private final long kernel;
  private final long stride;
  private final long padding;

  /** Of windows next to each other. */
  public MaxUnpool2d(long kernel) {
    this(kernel, kernel, 0);
  }

  /** Of the windows of a pooling. */
  public MaxUnpool2d(long kernel, long stride, long padding) {
    this.kernel = Checks.positive("MaxUnpool2d", "kernel", kernel);
    this.stride = Checks.positive("MaxUnpool2d", "stride", stride);
    this.padding = padding;
  }

  /** Into the smallest images that pool to these. */
  public Tensor apply(Tensor x, Tensor indices) {
    return apply(x, indices, length(x.size(2)), length(x.size(3)));
  }

  /** Into images of a height and a width, those before pooling. */
  public Tensor apply(Tensor x, Tensor indices, long height, long width) {
    return call(x, () -> Pooling.maxUnpool2d(x, indices, new long[] {height, width}));
  }

  private long length(long pooled) {
    return (pooled - 1) * stride - 2 * padding + kernel;
  }
}
