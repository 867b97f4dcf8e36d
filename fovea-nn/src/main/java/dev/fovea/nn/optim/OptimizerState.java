package dev.fovea.nn.optim;

import dev.fovea.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything that an optimiser remembers from step to step, under names that keep their order.
 *
 * <p>The tensors are handles to the optimiser's own memory, in the caller's scope: write or clone them before the next
 * step changes them. Numbers are exact: counts, learning rates and the scalars of line searches.
 */
public record OptimizerState(Map<String, Tensor> tensors, Map<String, Double> numbers) {
  /** Copies the maps in their order. */
  public OptimizerState {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
  }

  /**
   * One number.
   *
   * @throws IllegalArgumentException if it is not there
   */
  public double number(String name) {
    Double number = numbers.get(name);
    if (number == null) {
      throw new IllegalArgumentException("The optimiser state has no number '" + name + "'; it has "
          + numbers.keySet().stream().limit(20).toList() + "; was it saved by another optimiser?");
    }
    return number;
  }

  /**
   * One tensor, of the shape and type of another.
   *
   * @throws IllegalArgumentException if it is not there or does not fit
   */
  public Tensor tensor(String name, Tensor like) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("The optimiser state has no tensor '" + name + "'; it has "
          + tensors.keySet().stream().limit(20).toList() + "; was it saved by another optimiser?");
    }
    if (!java.util.Arrays.equals(tensor.shape(), like.shape()) || tensor.dtype() != like.dtype()) {
      throw new IllegalArgumentException("The optimiser state's '" + name + "' is " + tensor.describe() + ", expected "
          + like.describe());
    }
    return tensor;
  }
}
