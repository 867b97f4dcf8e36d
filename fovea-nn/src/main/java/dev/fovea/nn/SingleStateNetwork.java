package dev.fovea.nn;

import dev.fovea.tensor.Recurrent;
import dev.fovea.tensor.Tensor;

/** A recurrent network whose state is one tensor: {@link RNN} and {@link GRU}. */
public abstract class SingleStateNetwork extends RecurrentNetwork {
  private final String cell;

  /** The last layer's output at each step, (length, batch, directions x hidden) or batch first, and the last state. */
  public record Output(Tensor output, Tensor h) {}

  /** The same for packed sequences; each state is that of the sequence's own last step. */
  public record PackedOutput(PackedSequence output, Tensor h) {}

  SingleStateNetwork(String cell, int gates, long in, long hidden, RecurrentOptions options) {
    super(gates, in, hidden, options);
    if (options.projection() > 0) {
      throw new IllegalArgumentException(getClass().getSimpleName() + ": expected no projection, got "
          + options.projection() + "; only LSTM has one");
    }
    this.cell = cell;
  }

  /** From a state of zeros. */
  public final Output apply(Tensor x) {
    check(x);
    return call(x, () -> run(x, zeros(x, hidden)));
  }

  /** From a state. */
  public final Output apply(Tensor x, Tensor h) {
    check(x);
    return call(x, () -> run(x, h));
  }

  /** Over packed sequences from a state of zeros. */
  public final PackedOutput apply(PackedSequence x) {
    return call(x, () -> run(x, zeros(x, hidden)));
  }

  /** Over packed sequences from a state in the batch's order. */
  public final PackedOutput apply(PackedSequence x, Tensor h) {
    return call(x, () -> run(x, x.sort(h)));
  }

  private Output run(Tensor x, Tensor h) {
    Recurrent.Result result = Recurrent.single(cell, x, h, weights, shape());
    return new Output(result.output(), result.h());
  }

  private PackedOutput run(PackedSequence x, Tensor h) {
    Recurrent.Result result = Recurrent.single(cell, x.packed(), h, weights, shape());
    return new PackedOutput(x.with(result.output()), x.unsort(result.h()));
  }
}
