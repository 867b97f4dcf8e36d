package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/** x tanh(softplus(x)). Misra, 2019. */
public final class Mish extends Layer {
  @Override
  protected Tensor forward(Tensor x) {
    return x.mish();
  }
}
