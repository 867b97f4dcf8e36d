package dev.fovea.nn.optim;

import dev.fovea.tensor.Tensor;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Parameters that share a learning rate and settings.
 *
 * @param <S> the settings of an optimiser, an immutable record such as {@link SGD.Settings}
 */
public final class ParameterGroup<S> {
  private final List<Tensor> parameters;
  private final double initialLr;
  private double lr;
  private S settings;

  /**
   * A group.
   *
   * @param parameters leaves of the graph of floating point, at least one
   * @param lr the learning rate at the start, finite and 0 or more
   */
  public ParameterGroup(List<Tensor> parameters, double lr, S settings) {
    this.parameters = List.copyOf(parameters);
    if (this.parameters.isEmpty()) {
      throw new IllegalArgumentException("A parameter group needs at least one parameter; is the model empty?");
    }
    for (Tensor parameter : this.parameters) {
      if (!parameter.dtype().isFloatingPoint() || !parameter.isLeaf()) {
        throw new IllegalArgumentException("Parameters are leaves of floating point, got " + parameter.describe()
            + (parameter.isLeaf() ? "" : ", which other tensors were computed into; detach it"));
      }
    }
    this.initialLr = Ranges.notNegative("lr", lr);
    this.lr = lr;
    this.settings = settings;
  }

  /** The parameters, in a fixed order. */
  public List<Tensor> parameters() {
    return parameters;
  }

  /** The learning rate that the group was made with, on which schedules build. */
  public double initialLr() {
    return initialLr;
  }

  /** The learning rate of the next step. */
  public double lr() {
    return lr;
  }

  /** Sets the learning rate of the next step. */
  public void setLr(double lr) {
    this.lr = Ranges.notNegative("lr", lr);
  }

  /** The settings of the next step. */
  public S settings() {
    return settings;
  }

  /** Sets the settings of the next step, such as a weight decay that has a schedule of its own. */
  public void setSettings(S settings) {
    this.settings = settings;
  }

  /** The momentum, where the settings have one. */
  public OptionalDouble momentum() {
    return settings instanceof Momentum<?> m ? OptionalDouble.of(m.momentum()) : OptionalDouble.empty();
  }

  /**
   * Sets the momentum of the next step.
   *
   * @throws IllegalStateException if the settings have none
   */
  @SuppressWarnings("unchecked")
  public void setMomentum(double momentum) {
    if (!(settings instanceof Momentum<?> m)) {
      throw new IllegalStateException("The settings " + settings + " have no momentum to set");
    }
    settings = (S) m.withMomentum(momentum);
  }
}
