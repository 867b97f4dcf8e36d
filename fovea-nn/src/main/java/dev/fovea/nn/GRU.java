package dev.fovea.nn;

/**
 * Gated recurrent units. Cho et al., 2014; gates in the order reset, update, new, with n = tanh(W x + b + r (U h + c)).
 *
 * <p>See {@link RecurrentNetwork} for shapes and state.
 */
public final class GRU extends SingleStateNetwork {
  /** One layer over (length, batch, in). */
  public GRU(long in, long hidden) {
    this(in, hidden, RecurrentOptions.DEFAULT);
  }

  /** With all options. */
  public GRU(long in, long hidden, RecurrentOptions options) {
    super("gru", 3, in, hidden, options);
  }
}
