package dev.fovea.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation with a backward of its own.
 *
 * <pre>{@code
 * CustomFunction straightThroughRound = new CustomFunction() {
 *   public Tensor forward(List<Tensor> x) { return x.get(0).round(); }
 *   public List<Tensor> backward(List<Tensor> x, Tensor y, Tensor gradient) { return List.of(gradient); }
 * };
 * Tensor y = straightThroughRound.apply(x);
 * }</pre>
 *
 * <p>Where the gradient is itself recorded, {@link #backward} may use recorded operations of the inputs and of the
 * gradient, and double backward works.
 */
public interface CustomFunction {
  /** The result; nothing in here is recorded. */
  Tensor forward(List<Tensor> inputs);

  /** The gradient for each input, of its shape (null for none), from the result's gradient. */
  List<@Nullable Tensor> backward(List<Tensor> inputs, Tensor output, Tensor gradient);

  /** Runs the function on inputs, with its backward in the graph where one of them requires gradients. */
  default Tensor apply(Tensor... inputs) {
    List<Tensor> given = List.of(inputs);
    boolean recorded = GradMode.isEnabled() && given.stream().anyMatch(Tensor::requiresGrad);
    return Scope.run(() -> {
      Tensor value;
      try (GradMode off = GradMode.noGrad()) {
        value = forward(given);
      }
      boolean differentiable = value.dtype().isFloatingPoint() || value.dtype().isComplex();
      return recorded && differentiable ? CustomFunctionNode.connect(this, given, value.detach()) : value;
    });
  }
}
