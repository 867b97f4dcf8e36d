package dev.fovea.nn;

import dev.fovea.tensor.Op;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One step of an {@link LSTM}; see {@link RecurrentCell} for shapes and state. */
public final class LSTMCell extends RecurrentCell {
  private static final Op STEP = Op.of("aten::lstm_cell");

  /** A cell with biases. */
  public LSTMCell(long in, long hidden) {
    super(4, in, hidden);
  }

  /** The next state from x (batch, in) and a state of (batch, hidden). */
  public LSTM.State apply(Tensor x, LSTM.State state) {
    check(x);
    return call(x, () -> {
      @Nullable Tensor[] next = STEP.callMany(x, List.of(state.h(), state.c()), inputWeight, hiddenWeight, inputBias,
          hiddenBias);
      return new LSTM.State(Objects.requireNonNull(next[0]), Objects.requireNonNull(next[1]));
    });
  }

  /** The first state from x, after one of zeros. */
  public LSTM.State apply(Tensor x) {
    check(x);
    return Scope.run(() -> apply(x, new LSTM.State(zeros(x), zeros(x))));
  }
}
