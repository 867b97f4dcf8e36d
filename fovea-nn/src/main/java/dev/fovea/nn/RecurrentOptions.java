package dev.fovea.nn;

/**
 * How a recurrent network is built; every method gives a changed copy: {@code DEFAULT.layers(2).bidirectional(true)}.
 *
 * @param layers networks on top of each other
 * @param bias whether the gates have biases
 * @param batchFirst whether sequences are (batch, length, width) rather than (length, batch, width)
 * @param dropout probability of dropping outputs between layers while training
 * @param bidirectional whether a second network reads each sequence backwards
 * @param projection width that the hidden state of an LSTM is projected to, 0 for none
 */
public record RecurrentOptions(int layers, boolean bias, boolean batchFirst, double dropout, boolean bidirectional,
    long projection) {
  /** One layer with biases over (length, batch, width), in one direction. */
  public static final RecurrentOptions DEFAULT = new RecurrentOptions(1, true, false, 0, false, 0);

  /** Fails for fewer layers than one, a dropout that is no probability and a negative projection. */
  public RecurrentOptions {
    Checks.positive("RecurrentOptions", "layers", layers);
    Checks.probability("RecurrentOptions: dropout", dropout);
    if (projection < 0) {
      throw new IllegalArgumentException("RecurrentOptions: projection: expected 0 or more, got " + projection);
    }
  }

  /** A copy with a number of layers. */
  public RecurrentOptions layers(int value) {
    return new RecurrentOptions(value, bias, batchFirst, dropout, bidirectional, projection);
  }

  /** A copy with or without biases. */
  public RecurrentOptions bias(boolean value) {
    return new RecurrentOptions(layers, value, batchFirst, dropout, bidirectional, projection);
  }

  /** A copy with another order of dimensions. */
  public RecurrentOptions batchFirst(boolean value) {
    return new RecurrentOptions(layers, bias, value, dropout, bidirectional, projection);
  }

  /** A copy with dropout between layers. */
  public RecurrentOptions dropout(double value) {
    return new RecurrentOptions(layers, bias, batchFirst, value, bidirectional, projection);
  }

  /** A copy that reads in one direction or both. */
  public RecurrentOptions bidirectional(boolean value) {
    return new RecurrentOptions(layers, bias, batchFirst, dropout, value, projection);
  }

  /** A copy with a projection. */
  public RecurrentOptions projection(long value) {
    return new RecurrentOptions(layers, bias, batchFirst, dropout, bidirectional, value);
  }
}
