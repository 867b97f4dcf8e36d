package dev.fovea.nn;

import dev.fovea.tensor.Recurrent;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * What recurrent networks have: weights for each layer and direction.
 *
 * <p>State, for layer k: {@code weight_ih_lk} (gates x hidden, in), {@code weight_hh_lk}, {@code bias_ih_lk},
 * {@code bias_hh_lk} and, with a projection, {@code weight_hr_lk}; the backward direction adds {@code _reverse}. All
 * start uniform in +-1/sqrt(hidden).
 *
 * <p>Sequences are (length, batch, in) or, with {@code batchFirst}, (batch, length, in); states (layers x directions,
 * batch, hidden), zero where none are given. To cut back-propagation through time, detach the state that is carried.
 */
public abstract class RecurrentNetwork extends Module {
  final RecurrentOptions options;
  final List<Tensor> weights = new ArrayList<>();
  final long hidden;
  private final long in;
  private final Recurrent.Shape training;
  private final Recurrent.Shape evaluating;

  RecurrentNetwork(int gates, long in, long hidden, RecurrentOptions options) {
    this.in = Checks.positive(getClass().getSimpleName(), "in", in);
    this.hidden = Checks.positive(getClass().getSimpleName(), "hidden", hidden);
    this.options = options;
    this.training = shape(true);
    this.evaluating = shape(false);
    long out = options.projection() > 0 ? options.projection() : hidden;
    int directions = options.bidirectional() ? 2 : 1;
    for (int layer = 0; layer < options.layers(); layer++) {
      for (int direction = 0; direction < directions; direction++) {
        String suffix = "_l" + layer + (direction == 0 ? "" : "_reverse");
        weight("weight_ih" + suffix, gates * hidden, layer == 0 ? in : out * directions);
        weight("weight_hh" + suffix, gates * hidden, out);
        if (options.bias()) {
          weight("bias_ih" + suffix, gates * hidden);
          weight("bias_hh" + suffix, gates * hidden);
        }
        if (options.projection() > 0) {
          weight("weight_hr" + suffix, out, hidden);
        }
      }
    }
  }

  private void weight(String name, long... shape) {
    double bound = Init.bound(hidden);
    weights.add(parameter(name, Tensors.zeros(shape).uniform_(-bound, bound, null)));
  }

  private Recurrent.Shape shape(boolean training) {
    return new Recurrent.Shape(options.layers(), options.bias(), options.dropout(), training, options.bidirectional(),
        options.batchFirst());
  }

  final Recurrent.Shape shape() {
    return isTraining() ? training : evaluating;
  }

  final void check(Tensor x) {
    if (x.dim() != 3 || x.size(2) != in) {
      throw new TensorException(getClass().getSimpleName() + ": expected sequences ("
          + (options.batchFirst() ? "batch, length, " : "length, batch, ") + in + "), got " + x.describe());
    }
  }

  /** A state of zeros for a batch like that of x, (layers x directions, batch, width). */
  final Tensor zeros(Tensor x, long width) {
    return zeros(x, x.size(options.batchFirst() ? 0 : 1), width);
  }

  /** A state of zeros for packed sequences. */
  final Tensor zeros(PackedSequence x, long width) {
    return zeros(x.packed().data(), x.lengths().length, width);
  }

  private Tensor zeros(Tensor like, long batch, long width) {
    return Tensors.zeros(like.dtype(), like.device(), options.layers() * (options.bidirectional() ? 2L : 1L), batch,
        width);
  }

  @Override
  public String describe() {
    return getClass().getSimpleName() + "(" + in + " -> " + hidden + ", " + options.layers() + " layers"
        + (options.bidirectional() ? ", bidirectional" : "") + ")";
  }
}
