package dev.fovea.nn.optim;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A quasi-Newton method with the whole inverse Hessian, for up to a few thousand parameters.
 *
 * <p>With s the last move, y the change of gradient over it and r = 1 / (y . s): H = (I - r s y^T) H (I - r y s^T) + r
 * s s^T, from (y . s / y . y) I; moves are -H g, by a line search. Nocedal and Wright, Numerical Optimization, 2006,
 * chapter 6. Memory grows with the square of the number of parameters.
 */
public final class BFGS extends QuasiNewton {
  private static final double LEAST_CURVATURE = 1e-10;
  private static final long MOST_PARAMETERS = 1 << 15;

  private @Nullable Tensor inverseHessian;

  /** 20 directions a step, with a line search. */
  public BFGS(List<Tensor> parameters) {
    this(parameters, 1, Settings.DEFAULT.withStrongWolfe());
  }

  /** One group of parameters. */
  public BFGS(List<Tensor> parameters, double lr, Settings settings) {
    super(parameters, lr, settings);
    if (flat.length() > MOST_PARAMETERS) {
      throw new IllegalArgumentException("BFGS: expected at most " + MOST_PARAMETERS + " numbers, got " + flat.length()
          + ", whose Hessian has the square of that; use LBFGS");
    }
  }

  @Override
  void learn(Tensor move, Tensor change) {
    double curvature = change.dot(move).item();
    if (!(curvature > LEAST_CURVATURE)) {
      return;
    }
    Tensor old = inverseHessian != null ? inverseHessian
        : identity(move).mul(curvature / change.dot(change).item());
    Tensor turned = old.matmul(change);
    double factor = (1 + change.dot(turned).item() / curvature) / curvature;
    Tensor mixed = turned.outer(move);
    Tensor fresh = old.add(move.outer(move), factor).sub(mixed.add(mixed.t()).div(curvature));
    inverseHessian = replace(inverseHessian, fresh);
  }

  @Override
  Tensor descent(Tensor gradient) {
    return inverseHessian == null ? gradient.neg() : inverseHessian.matmul(gradient).neg();
  }

  private static Tensor identity(Tensor like) {
    DType type = like.dtype();
    Device device = like.device();
    return Tensors.eye(like.numel()).to(type).to(device);
  }

  @Override
  void save(Map<String, Tensor> tensors, Map<String, Double> numbers) {
    if (inverseHessian != null) {
      tensors.put("inverseHessian", inverseHessian.detach());
    }
  }

  @Override
  Runnable load(OptimizerState state, Tensor like) {
    boolean learned = state.tensors().containsKey("inverseHessian");
    Tensor then = learned
        ? state.tensor("inverseHessian", Tensors.empty(like.dtype(), like.device(), like.numel(), like.numel())) : null;
    return () -> inverseHessian = replace(inverseHessian, copy(then, like));
  }

  @Override
  public void close() {
    super.close();
    inverseHessian = replace(inverseHessian, null);
  }
}
