package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/** relu6(x + 3) / 6, in [0, 1]. */
public final class Hardsigmoid extends Layer {
  @Override
  protected Tensor forward(Tensor x) {
    return x.hardsigmoid();
  }
}
