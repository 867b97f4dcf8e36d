package dev.fovea.nn.optim;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/** Parameters of one dtype and device as one long vector. */
final class FlatParameters {
  private final List<Tensor> parameters;
  private final long[] lengths;

  FlatParameters(List<Tensor> parameters) {
    this.parameters = parameters;
    this.lengths = parameters.stream().mapToLong(Tensor::numel).toArray();
    Tensor first = parameters.get(0);
    for (Tensor parameter : parameters) {
      if (parameter.dtype() != first.dtype() || !parameter.device().equals(first.device())) {
        throw new IllegalArgumentException("A quasi-Newton method needs parameters of one type and device, got "
            + first.describe() + " and " + parameter.describe());
      }
    }
  }

  /** How many numbers there are. */
  long length() {
    long sum = 0;
    for (long length : lengths) {
      sum += length;
    }
    return sum;
  }

  /** A copy of the values. */
  Tensor values() {
    List<Tensor> flat = new ArrayList<>();
    parameters.forEach(parameter -> flat.add(parameter.detach().reshape(-1)));
    return Tensors.cat(flat, 0);
  }

  /** A copy of the gradients, 0 where there are none. */
  Tensor gradient() {
    List<Tensor> flat = new ArrayList<>();
    for (Tensor parameter : parameters) {
      Tensor gradient = parameter.grad();
      flat.add((gradient == null ? Tensors.zerosLike(parameter) : gradient).reshape(-1));
    }
    return Tensors.cat(flat, 0);
  }

  /** Sets all values. */
  void set(Tensor flat) {
    List<Tensor> parts = flat.split(lengths, 0);
    for (int i = 0; i < parts.size(); i++) {
      parameters.get(i).copy_(parts.get(i).view(parameters.get(i).shape()));
    }
  }
}
