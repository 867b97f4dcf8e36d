package dev.fovea.models.layers;

import dev.fovea.tensor.Tensor;
import java.util.function.UnaryOperator;

/** Steps one after the other, each result freed when the next is there. */
public final class Chain {
  private Chain() {}

  /** The last step's result; {@code x} itself is not freed. */
  @SafeVarargs
  public static Tensor of(Tensor x, UnaryOperator<Tensor>... steps) {
    Tensor current = x;
    for (UnaryOperator<Tensor> step : steps) {
      Tensor next = step.apply(current);
      if (current != x && current != next) {
        current.close();
      }
      current = next;
    }
    return current;
  }
}
