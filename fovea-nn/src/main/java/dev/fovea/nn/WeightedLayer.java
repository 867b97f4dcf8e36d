package dev.fovea.nn;

import dev.fovea.tensor.Autocast;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A layer with a {@code weight}, which {@link WeightNorm} and {@link SpectralNorm} can compute from other parameters.
 */
public abstract class WeightedLayer extends Layer {
  private static final String SHORT = "short_weight";

  private @Nullable Tensor parameter;
  private @Nullable Rule rule;
  private @Nullable Tensor shortened;

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
    if (computed != null) {
      return computed.weight(training);
    }
    Tensor copy = shortened;
    return copy != null && !training && Autocast.isOn(copy.device(), copy.dtype()) ? copy
        : Objects.requireNonNull(parameter);
  }

  /** Keeps a copy of the weight in a type, for {@link ShortWeights}; nothing where the weight is computed. */
  final void keepShort(DType type) {
    if (rule != null || shortened != null) {
      return;
    }
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      shortened = transientBuffer(SHORT, Objects.requireNonNull(parameter).to(type));
    }
  }

  /** Frees that copy. */
  final void dropShort() {
    Tensor copy = shortened;
    if (copy != null) {
      shortened = null;
      removeBuffer(SHORT);
      copy.close();
    }
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

  /** Whether the weight is computed from other parameters, or has a shorter copy beside it. */
  final boolean isComputed() {
    return rule != null || shortened != null;
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
    if (shortened != null) {
      throw new IllegalStateException(why + ": " + describe() + " keeps a shorter copy of its weight, which would not"
          + " follow; close what ShortWeights.keep gave first");
    }
    return own;
  }
}
