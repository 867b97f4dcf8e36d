package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/** 1 / (1 + exp(-x)), in (0, 1). */
public final class Sigmoid extends Layer {
  @Override
  protected Tensor forward(Tensor x) {
    return x.sigmoid();
  }
}
