package dev.fovea.models.transformers;

import dev.fovea.nn.Module;
import dev.fovea.tensor.Tensor;

/** Parts and parameters that are named by numbers, as in PyTorch's lists of them. */
final class Numbered extends Module {
  <M extends Module> M part(int number, M part) {
    return child(Integer.toString(number), part);
  }

  Tensor value(int number, Tensor value) {
    return parameter(Integer.toString(number), value);
  }
}
