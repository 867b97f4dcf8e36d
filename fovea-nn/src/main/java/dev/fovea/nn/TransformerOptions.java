package dev.fovea.nn;

/**
 * How the layers of a transformer are built; every method gives a changed copy: {@code of(512, 8).normFirst(true)}.
 *
 * @param width length of each vector of a sequence
 * @param heads attention heads, which divide the width
 * @param hidden width inside the feed-forward part
 * @param dropout probability of dropping, on attention weights, hidden values and branches
 * @param activation of the feed-forward part
 * @param normFirst whether branches normalise their input (pre-norm) rather than the sum (post-norm)
 * @param eps of the layer normalisations
 */
public record TransformerOptions(long width, long heads, long hidden, double dropout, Activation activation,
    boolean normFirst, double eps) {
  /** The function between the two linear maps. */
  public enum Activation {
    RELU,
    GELU
  }

  /** Hidden width 2048, dropout 0.1, ReLU, normalisation after the sum, eps 1e-5. */
  public static TransformerOptions of(long width, long heads) {
    return new TransformerOptions(width, heads, 2048, 0.1, Activation.RELU, false, 1e-5);
  }

  /** A copy with another hidden width. */
  public TransformerOptions hidden(long value) {
    return new TransformerOptions(width, heads, value, dropout, activation, normFirst, eps);
  }

  /** A copy with another dropout. */
  public TransformerOptions dropout(double value) {
    return new TransformerOptions(width, heads, hidden, value, activation, normFirst, eps);
  }

  /** A copy with another activation. */
  public TransformerOptions activation(Activation value) {
    return new TransformerOptions(width, heads, hidden, dropout, value, normFirst, eps);
  }

  /** A copy with normalisation before or after the branches. */
  public TransformerOptions normFirst(boolean value) {
    return new TransformerOptions(width, heads, hidden, dropout, activation, value, eps);
  }

  Layer activationLayer() {
    return activation == Activation.RELU ? new ReLU() : new GELU();
  }
}
