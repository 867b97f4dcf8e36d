package dev.fovea.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compares recorded gradients with finite differences, in float64. */
public final class GradientCheck {
  private static final double STEP = 1e-6;

  private GradientCheck() {}

  /**
   * Checks the gradient of a random projection of the function's result with respect to every element of every input
   * that requires gradients.
   *
   * @param inputs float64 tensors; keep them small, each element costs two evaluations
   * @throws TensorException if a gradient is off by more than 1e-5 + 1e-3 of its size, naming the element
   */
  public static void check(Function<List<Tensor>, Tensor> function, List<Tensor> inputs) {
    check(function, inputs, 1e-5, 1e-3);
  }

  /** {@link #check(Function, List)} with tolerances. */
  public static void check(Function<List<Tensor>, Tensor> function, List<Tensor> inputs, double absolute,
      double relative) {
    Scope.run(() -> {
      List<Tensor> active = new ArrayList<>();
      for (Tensor input : inputs) {
        if (input.requiresGrad()) {
          if (input.dtype() != DType.FLOAT64) {
            throw new TensorException("gradient check: expected float64 inputs, got " + input.describe());
          }
          active.add(input);
        }
      }
      Tensor output = function.apply(inputs);
      Tensor projection;
      try (Generator generator = new Generator(20)) {
        projection = Tensors.empty(DType.FLOAT64, output.shape()).normal_(0, 1, generator);
      }
      List<@Nullable Tensor> gradients =
          Autograd.grad(List.of(output.mul(projection).sum()), active, null, false, false, true);
      for (int i = 0; i < active.size(); i++) {
        Tensor gradient = gradients.get(i);
        double[] analytic = gradient == null ? new double[(int) active.get(i).numel()] : gradient.toDoubles();
        compare(function, inputs, active.get(i), projection, analytic, inputs.indexOf(active.get(i)), absolute,
            relative);
      }
    });
  }

  private static void compare(Function<List<Tensor>, Tensor> function, List<Tensor> inputs, Tensor input,
      Tensor projection, double[] analytic, int index, double absolute, double relative) {
    try (GradMode off = GradMode.noGrad(); Scope scope = Scope.open()) {
      Tensor flat = input.detach().view(-1);
      for (int i = 0; i < analytic.length; i++) {
        double value = flat.get(i).item();
        double above = evaluate(function, inputs, projection, flat, i, value + STEP);
        double below = evaluate(function, inputs, projection, flat, i, value - STEP);
        flat.get(i).fill_(value);
        double numeric = (above - below) / (2 * STEP);
        if (!(Math.abs(numeric - analytic[i]) <= absolute + relative * Math.abs(numeric))) {
          throw new TensorException("gradient check: input " + index + " " + input.describe() + ", element " + i
              + ": recorded gradient " + analytic[i] + ", finite difference " + numeric);
        }
      }
    }
  }

  private static double evaluate(Function<List<Tensor>, Tensor> function, List<Tensor> inputs, Tensor projection,
      Tensor flat, int element, double value) {
    try (Scope scope = Scope.open()) {
      flat.get(element).fill_(value);
      return function.apply(inputs).mul(projection).sum().item();
    }
  }
}
