package dev.fovea.tensor;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.BoolOptional;
import org.jspecify.annotations.Nullable;

/** Gradients of one tensor; see {@link Autograd} for those of several. */
public sealed interface Differentiable permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** Whether operations on this tensor are recorded. */
  default boolean requiresGrad() {
    return self().raw().requires_grad();
  }

  /** Starts or stops the recording of operations on this leaf. */
  default Tensor requiresGrad_(boolean requiresGrad) {
    Tensor.effect("requires_grad_", () -> self().raw().set_requires_grad(requiresGrad), this);
    return self();
  }

  /** Whether this tensor is an end of the graph, where gradients gather. */
  default boolean isLeaf() {
    return self().raw().is_leaf();
  }

  /** Adds the gradients of this scalar with respect to all leaves to their {@link #grad}. */
  default void backward() {
    CustomFunctionNode.walk(() -> Tensor.effect("backward", () -> self().raw().backward(), this));
  }

  /**
   * Adds gradients to all leaves.
   *
   * @param gradient the gradient of what is minimised with respect to this tensor, of its shape; null for a scalar's 1
   * @param retainGraph whether the graph may be used again
   * @param createGraph whether the gradients are themselves recorded
   */
  default void backward(@Nullable Tensor gradient, boolean retainGraph, boolean createGraph) {
    CustomFunctionNode.walk(() -> Tensor.effect("backward", () -> {
      try (org.bytedeco.pytorch.Tensor none = new org.bytedeco.pytorch.Tensor();
          BoolOptional retain = new BoolOptional(retainGraph)) {
        self().raw().backward(gradient == null ? none : gradient.raw(), retain, createGraph, null);
      }
    }, this, gradient));
  }

  /** Another handle to the gathered gradient, or null where there is none yet. */
  default @Nullable Tensor grad() {
    org.bytedeco.pytorch.Tensor grad = self().raw().grad();
    return grad.defined() ? Tensor.wrap(new org.bytedeco.pytorch.Tensor(grad)) : null;
  }

  /**
   * Sets the gathered gradient; null forgets it and frees its memory.
   *
   * @throws TensorException if the gradient has another shape, type or device
   */
  default void setGrad(@Nullable Tensor gradient) {
    if (gradient != null && !gradient.describe().equals(self().describe())) {
      throw new TensorException("setGrad: expected a gradient " + self().describe() + ", got " + gradient.describe());
    }
    Tensor.effect("setGrad", () -> {
      if (gradient == null) {
        self().raw().mutable_grad().reset();
      } else {
        self().raw().mutable_grad().put(gradient.raw());
      }
    }, this, gradient);
  }

  /** The same memory outside the graph: a stop-gradient. */
  default Tensor detach() {
    return Tensor.op("detach", () -> self().raw().detach(), this);
  }

  /** Keeps the gradient of this inner tensor in {@link #grad} too. */
  default Tensor retainGrad() {
    Tensor.effect("retain_grad", () -> self().raw().retain_grad(), this);
    return self();
  }

  /**
   * Calls {@code hook} with each gradient of this tensor during backward; what it returns takes the gradient's place.
   *
   * @return closes to remove the hook; otherwise it stays until the outermost scope that is open now closes
   */
  default GradientHook registerHook(UnaryOperator<Tensor> hook) {
    GradientHook registered = GradientHook.on(self(), hook);
    Scope.attachToOutermost(registered);
    return registered;
  }
}
