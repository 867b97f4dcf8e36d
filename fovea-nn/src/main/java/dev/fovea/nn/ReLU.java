package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/** max(0, x). */
public final class ReLU extends Layer {
  @Override
  protected Tensor forward(Tensor x) {
    return x.relu();
  }
}
