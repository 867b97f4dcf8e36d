package dev.fovea.nn;

import dev.fovea.tensor.Op;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;

/** One step of an {@link RNN}; see {@link RecurrentCell} for shapes and state. */
public final class RNNCell extends RecurrentCell {
  private final Op step;

  /** A cell with tanh. */
  public RNNCell(long in, long hidden) {
    this(in, hidden, RNN.Nonlinearity.TANH);
  }

  /** A cell with tanh or ReLU. */
  public RNNCell(long in, long hidden, RNN.Nonlinearity nonlinearity) {
    super(1, in, hidden);
    this.step = Op.of("aten::" + nonlinearity.cell() + "_cell");
  }

  /** The next state from x (batch, in) and a state (batch, hidden). */
  public Tensor apply(Tensor x, Tensor h) {
    check(x);
    return call(x, () -> step.call(x, h, inputWeight, hiddenWeight, inputBias, hiddenBias));
  }

  /** The first state from x, after one of zeros. */
  public Tensor apply(Tensor x) {
    check(x);
    return Scope.run(() -> apply(x, zeros(x)));
  }
}
