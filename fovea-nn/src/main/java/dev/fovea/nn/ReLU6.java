package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/** min(max(0, x), 6). */
public final class ReLU6 extends Layer {
  @Override
  protected Tensor forward(Tensor x) {
    return x.relu6();
  }
}
