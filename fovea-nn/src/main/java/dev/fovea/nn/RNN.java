package dev.fovea.nn;

import java.util.Locale;

/**
 * Vanilla recurrent network, h' = f(W x + b + U h + c). Elman, 1990.
 *
 * <p>See {@link RecurrentNetwork} for shapes and state.
 */
public final class RNN extends SingleStateNetwork {
  /** The function f. */
  public enum Nonlinearity {
    TANH,
    RELU;

    String cell() {
      return "rnn_" + name().toLowerCase(Locale.ROOT);
    }
  }

  /** One layer with tanh over (length, batch, in). */
  public RNN(long in, long hidden) {
    this(in, hidden, Nonlinearity.TANH, RecurrentOptions.DEFAULT);
  }

  /** With all options. */
  public RNN(long in, long hidden, Nonlinearity nonlinearity, RecurrentOptions options) {
    super(nonlinearity.cell(), 1, in, hidden, options);
  }
}
