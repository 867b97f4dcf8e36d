package dev.fovea.nn.optim;

import static dev.fovea.nn.loss.Golden.wave;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.MemoryFormat;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;

/** The small network that the golden trajectories were recorded on: mean (tanh(x W + b) - y)^2. */
final class Problem {
  final List<Tensor> parameters;
  private final DType type;

  /** How the parameters lie in memory. */
  enum Memory {
    /** Without gaps: the fused kernels. */
    DENSE,
    /** Every second element of a larger tensor: the separate operations. */
    STRIDED
  }

  Problem(DType type, Memory memory) {
    this.type = type;
    this.parameters = Scope.run(() -> List.of(place(wave(0.2, 3, 4), memory), place(wave(0.9, 4), memory)));
  }

  private Tensor place(Tensor values, Memory memory) {
    Tensor cast = values.to(type);
    Tensor placed = memory == Memory.DENSE ? cast.clone()
        : Tensors.stack(List.of(cast, cast), cast.dim()).select(cast.dim(), 0).detach();
    return placed.requiresGrad_(true);
  }

  double evaluate() {
    return Scope.run(() -> {
      parameters.forEach(p -> p.setGrad(null));
      Tensor out = wave(0.5, 6, 3).to(type).matmul(parameters.get(0)).add(parameters.get(1)).tanh();
      Tensor loss = out.sub(wave(1.7, 6, 4).to(type)).square().mean();
      loss.backward();
      return loss.item();
    });
  }

  double[] values() {
    return Scope.run(() -> Tensors.cat(List.of(parameters.get(0).detach().contiguous().view(-1),
        parameters.get(1).detach().contiguous()), 0).contiguous(MemoryFormat.CONTIGUOUS).toDoubles());
  }
}
