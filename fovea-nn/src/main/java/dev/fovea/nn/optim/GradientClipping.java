package dev.fovea.nn.optim;

import dev.fovea.tensor.FusedOptimizers;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/** Keeps gradients small, in place, between backward and step. */
public final class GradientClipping {
  private GradientClipping() {}

  /** {@link #byNorm_(List, double, double)} with the Euclidean norm. */
  public static Tensor byNorm_(List<Tensor> parameters, double maxNorm) {
    return byNorm_(parameters, maxNorm, 2);
  }

  /**
   * Scales all gradients together so that their norm is at most {@code maxNorm}.
   *
   * <p>Nothing is read back from the device. Pascanu et al., On the Difficulty of Training Recurrent Neural Networks,
   * 2013.
   *
   * @param normType the order of the norm; infinity takes the largest absolute value
   * @return the norm before clipping, a scalar; a norm that is not finite makes gradients NaN or 0
   */
  public static Tensor byNorm_(List<Tensor> parameters, double maxNorm, double normType) {
    Ranges.notNegative("maxNorm", maxNorm);
    try (GradMode off = GradMode.noGrad()) {
      return Scope.run(() -> {
        List<Tensor> gradients = gradients(parameters);
        if (gradients.isEmpty()) {
          return Tensors.scalar(0);
        }
        Tensor total = Tensors.stack(FusedOptimizers.norms(gradients, normType), 0)
            .norm(normType, new int[] {0}, false);
        FusedOptimizers.scale_(gradients, total.add(1e-6).reciprocal().mul(maxNorm).clampMax(1));
        return total;
      });
    }
  }

  /** Moves every element of every gradient into [-limit, limit]. */
  public static void byValue_(List<Tensor> parameters, double limit) {
    Ranges.notNegative("limit", limit);
    try (GradMode off = GradMode.noGrad(); Scope scope = Scope.open()) {
      List<Tensor> gradients = gradients(parameters);
      if (!gradients.isEmpty()) {
        Foreach.clamp_(gradients, -limit, limit);
      }
    }
  }

  private static List<Tensor> gradients(List<Tensor> parameters) {
    List<Tensor> gradients = new ArrayList<>(parameters.size());
    for (Tensor parameter : parameters) {
      Tensor gradient = parameter.grad();
      if (gradient != null) {
        gradients.add(gradient);
      }
    }
    return gradients;
  }
}
