package dev.fovea.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shapes that recurrent kernels take for granted: some read beyond tensors that are smaller. */
final class RecurrentArguments {
  private final String cell;
  private final Recurrent.Shape shape;
  private final long directions;

  private RecurrentArguments(String cell, Recurrent.Shape shape) {
    this.cell = cell;
    this.shape = shape;
    this.directions = shape.bidirectional() ? 2 : 1;
  }

  /**
   * Checks padded sequences.
   *
   * @param c the state of an LSTM's cells, else null
   * @throws TensorException if a shape does not fit the others
   */
  static void check(String cell, Tensor input, Tensor h, @Nullable Tensor c, List<Tensor> weights,
      Recurrent.Shape shape) {
    if (input.dim() != 3) {
      throw new TensorException(cell + ": expected sequences of 3 dimensions, got " + input.describe());
    }
    new RecurrentArguments(cell, shape).check(input.size(shape.batchFirst() ? 0 : 1), input.size(2), h, c, weights);
  }

  /** Checks packed sequences; see {@link #check(String, Tensor, Tensor, Tensor, List, Recurrent.Shape)}. */
  static void check(String cell, Recurrent.Packed input, Tensor h, @Nullable Tensor c, List<Tensor> weights,
      Recurrent.Shape shape) {
    Tensor sizes = input.batchSizes();
    if (input.data().dim() != 2 || sizes.dim() != 1 || sizes.numel() == 0 || sizes.dtype() != DType.INT64) {
      throw new TensorException(cell + ": expected packed data (steps of all sequences, width) and at least one batch "
          + "size (1-D int64), got " + input.data().describe() + " and " + sizes.describe());
    }
    long batch = Scope.run(() -> sizes.get(0).itemLong());
    new RecurrentArguments(cell, shape).check(batch, input.data().size(1), h, c, weights);
  }

  private void check(long batch, long in, Tensor h, @Nullable Tensor c, List<Tensor> weights) {
    long gates = gates();
    long states = shape.layers() * directions;
    expect("state h", h, states, batch, h.dim() == 3 ? h.size(2) : -1);
    long out = h.size(2);
    long hidden = out;
    if (c != null) {
      expect("state c", c, states, batch, c.dim() == 3 ? c.size(2) : -1);
      hidden = c.size(2);
    }
    boolean projected = out != hidden;
    int each = 2 + (shape.bias() ? 2 : 0) + (projected ? 1 : 0);
    if (weights.size() != states * each) {
      throw new TensorException(cell + ": expected " + states * each + " weights, " + each
          + " for each of " + states + " layers and directions, got " + weights.size());
    }
    for (int i = 0; i < weights.size(); i += each) {
      long width = i < directions * each ? in : out * directions;
      expect("weight " + i, weights.get(i), gates * hidden, width);
      expect("weight " + (i + 1), weights.get(i + 1), gates * hidden, out);
      if (shape.bias()) {
        expect("weight " + (i + 2), weights.get(i + 2), gates * hidden);
        expect("weight " + (i + 3), weights.get(i + 3), gates * hidden);
      }
      if (projected) {
        expect("weight " + (i + each - 1), weights.get(i + each - 1), out, hidden);
      }
    }
  }

  private long gates() {
    return switch (cell) {
      case "lstm" -> 4;
      case "gru" -> 3;
      case "rnn_tanh", "rnn_relu" -> 1;
      default -> throw new TensorException("expected a recurrent cell lstm, gru, rnn_tanh or rnn_relu, got " + cell);
    };
  }

  private void expect(String role, Tensor got, long... expected) {
    if (!Arrays.equals(got.shape(), expected)) {
      throw new TensorException(cell + ": " + role + ": expected the shape "
          + Arrays.toString(expected).replace("-1]", "width]") + ", got " + got.describe());
    }
  }
}
