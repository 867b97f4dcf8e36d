package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/** Hyperbolic tangents, in (-1, 1). */
public final class Tanh extends Layer {
  @Override
  protected Tensor forward(Tensor x) {
    return x.tanh();
  }
}
