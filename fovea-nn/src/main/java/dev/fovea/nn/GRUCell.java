package dev.fovea.nn;

import dev.fovea.tensor.Op;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;

/** One step of a {@link GRU}; see {@link RecurrentCell} for shapes and state. */
public final class GRUCell extends RecurrentCell {
  private static final Op STEP = Op.of("aten::gru_cell");

  /** A cell with biases. */
  public GRUCell(long in, long hidden) {
    super(3, in, hidden);
  }

  /** The next state from x (batch, in) and a state (batch, hidden). */
  public Tensor apply(Tensor x, Tensor h) {
    check(x);
    return call(x, () -> STEP.call(x, h, inputWeight, hiddenWeight, inputBias, hiddenBias));
  }

  /** The first state from x, after one of zeros. */
  public Tensor apply(Tensor x) {
    check(x);
    return Scope.run(() -> apply(x, zeros(x)));
  }
}
