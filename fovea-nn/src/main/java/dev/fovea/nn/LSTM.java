package dev.fovea.nn;

import dev.fovea.tensor.Recurrent;
import dev.fovea.tensor.Tensor;
import java.util.Objects;

/**
 * Long short-term memory. Hochreiter and Schmidhuber, 1997; gates in the order input, forget, cell, output.
 *
 * <p>See {@link RecurrentNetwork} for shapes and state.
 */
public final class LSTM extends RecurrentNetwork {
  /** The hidden state (layers x directions, batch, hidden or projection) and the cell's (..., hidden). */
  public record State(Tensor h, Tensor c) {
    /** The same values without their history, to carry over a cut of back-propagation through time. */
    public State detach() {
      return new State(h.detach(), c.detach());
    }
  }

  /** The last layer's output at each step, (length, batch, directions x hidden) or batch first, and the last state. */
  public record Output(Tensor output, State state) {}

  /** The same for packed sequences; each state is that of the sequence's own last step. */
  public record PackedOutput(PackedSequence output, State state) {}

  /** One layer over (length, batch, in). */
  public LSTM(long in, long hidden) {
    this(in, hidden, RecurrentOptions.DEFAULT);
  }

  /** With all options. */
  public LSTM(long in, long hidden, RecurrentOptions options) {
    super(4, in, hidden, options);
  }

  /** From a state of zeros. */
  public Output apply(Tensor x) {
    check(x);
    return call(x, () -> run(x, new State(zeros(x, out()), zeros(x, hidden))));
  }

  /** From a state. */
  public Output apply(Tensor x, State state) {
    check(x);
    return call(x, () -> run(x, state));
  }

  /** Over packed sequences from a state of zeros. */
  public PackedOutput apply(PackedSequence x) {
    return call(x, () -> run(x, new State(zeros(x, out()), zeros(x, hidden))));
  }

  /** Over packed sequences from a state in the batch's order. */
  public PackedOutput apply(PackedSequence x, State state) {
    return call(x, () -> run(x, new State(x.sort(state.h()), x.sort(state.c()))));
  }

  private Output run(Tensor x, State state) {
    Recurrent.Result result = Recurrent.lstm(x, state.h(), state.c(), weights, shape());
    return new Output(result.output(), new State(result.h(), cell(result)));
  }

  private PackedOutput run(PackedSequence x, State state) {
    Recurrent.Result result = Recurrent.lstm(x.packed(), state.h(), state.c(), weights, shape());
    return new PackedOutput(x.with(result.output()), new State(x.unsort(result.h()), x.unsort(cell(result))));
  }

  private long out() {
    return options.projection() > 0 ? options.projection() : hidden;
  }

  private static Tensor cell(Recurrent.Result result) {
    return Objects.requireNonNull(result.c());
  }
}
