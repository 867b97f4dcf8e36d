package dev.fovea.nn;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;

/**
 * What one step of a recurrent network has.
 *
 * <p>State: {@code weight_ih} (gates x hidden, in), {@code weight_hh} (gates x hidden, hidden), {@code bias_ih},
 * {@code bias_hh}, all uniform in +-1/sqrt(hidden) at first. Inputs are (batch, in), states (batch, hidden).
 */
public abstract class RecurrentCell extends Module {
  final long in;
  final long hidden;
  final Tensor inputWeight;
  final Tensor hiddenWeight;
  final Tensor inputBias;
  final Tensor hiddenBias;

  RecurrentCell(int gates, long in, long hidden) {
    this.in = Checks.positive(getClass().getSimpleName(), "in", in);
    this.hidden = Checks.positive(getClass().getSimpleName(), "hidden", hidden);
    this.inputWeight = weight("weight_ih", gates * hidden, in);
    this.hiddenWeight = weight("weight_hh", gates * hidden, hidden);
    this.inputBias = weight("bias_ih", gates * hidden);
    this.hiddenBias = weight("bias_hh", gates * hidden);
  }

  private Tensor weight(String name, long... shape) {
    double bound = Init.bound(hidden);
    return parameter(name, Tensors.zeros(shape).uniform_(-bound, bound, null));
  }

  final void check(Tensor x) {
    if (x.dim() != 2 || x.size(1) != in) {
      throw new TensorException(getClass().getSimpleName() + ": expected an input (batch, " + in + "), got "
          + x.describe());
    }
  }

  /** A state of zeros for the batch of x. */
  public final Tensor zeros(Tensor x) {
    return Tensors.zeros(x.dtype(), x.device(), x.size(0), hidden);
  }

  @Override
  public String describe() {
    return getClass().getSimpleName() + "(" + in + " -> " + hidden + ")";
  }
}
