package dev.fovea.nn;

import dev.fovea.tensor.Tensor;
import java.util.function.UnaryOperator;

/** A module from one tensor to one tensor. Override {@link #forward}; call {@link #apply}. */
public abstract class Layer extends Module implements UnaryOperator<Tensor> {
  /** Computes the output; its intermediate results are freed when it returns. */
  protected abstract Tensor forward(Tensor x);

  /** The output for an input; hooks see the call, and only the output is left. */
  @Override
  public final Tensor apply(Tensor x) {
    return call(x, () -> forward(x));
  }

  /** A layer without parameters that computes a function. */
  public static Layer of(String description, UnaryOperator<Tensor> function) {
    return new Layer() {
      @Override
      protected Tensor forward(Tensor x) {
        return function.apply(x);
      }

      @Override
      public String describe() {
        return description;
      }
    };
  }
}
