package dev.fovea.nn;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;

/**
 * The largest of each {@code pieces} successive channels: (batch, channels, ...) to (batch, channels / pieces, ...).
 *
 * <p>Behind a linear layer or a convolution with {@code pieces} times the channels it is the unit of Goodfellow et al.,
 * Maxout Networks, 2013.
 */
public final class Maxout extends Layer {
  private static final int[] PIECES_DIM = {2};

  private final long pieces;

  /** With the number of channels that compete; it divides the channels. */
  public Maxout(long pieces) {
    if (pieces < 1) {
      throw new IllegalArgumentException("Maxout: pieces: expected 1 or more, got " + pieces);
    }
    this.pieces = pieces;
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (x.dim() < 2 || x.size(1) % pieces != 0) {
      throw new TensorException("Maxout: expected channels (dimension 1) that " + pieces + " divides, got "
          + x.describe());
    }
    return x.unflatten(1, x.size(1) / pieces, pieces).amax(PIECES_DIM, false);
  }

  @Override
  public String describe() {
    return "Maxout(" + pieces + ")";
  }
}
