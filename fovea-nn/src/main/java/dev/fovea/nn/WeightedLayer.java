package dev.fovea.nn;

import dev.fovea.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A layer with a {@code weight}, which {@link WeightNorm} and {@link SpectralNorm} can compute from other parameters.
 */
public abstract class WeightedLayer extends Layer {
  private @Nullable Tensor parameter;
  private @Nullable Rule rule;

  /** How a weight comes about. */
  @FunctionalInterface
  interface Rule {
    /** The weight for one use; training may move buffers. */
    Tensor weight(boolean training);
  }

  /** Registers {@code weight}. */
  protected WeightedLayer(Tensor weight) {
    this.parameter = parameter("weight", weight);
  }

  /** The weight: the parameter itself, or as computed from the parameters that stand for it. */
  public final Tensor weight() {
    return weight(false);
  }

  /** The weight for a forward pass. */
  protected final Tensor currentWeight() {
    return weight(isTraining());
  }

  final Tensor weight(boolean training) {
    Rule computed = rule;
    return computed != null ? computed.weight(training) : Objects.requireNonNull(parameter);
  }

  /** How the weight comes about now. */
  final Rule rule() {
    Rule computed = rule;
    if (computed != null) {
      return computed;
    }
    Tensor plain = Objects.requireNonNull(parameter);
    return training -> plain;
  }

  /** Computes the weight from now on. */
  final void setRule(Rule rule) {
    this.rule = rule;
  }

  /** Takes the weight parameter out, for {@link #setRule} to replace. */
  final Tensor takeWeight(String why) {
    Tensor taken = ownWeight(why);
    removeParameter("weight");
    parameter = null;
    return taken;
  }

  /** The weight parameter, if the weight is not computed. */
  final Tensor ownWeight(String why) {
    Tensor own = parameter;
    if (own == null || rule != null) {
      throw new IllegalStateException(why + ": the weight of " + describe() + " is already computed from others");
    }
    return own;
  }
}
