package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/** exp(x) / sum(exp(x)) along a dimension, stable for large values. */
public final class Softmax extends Layer {
  private final int dim;

  /** Along a dimension; negative ones count from the end. */
  public Softmax(int dim) {
    this.dim = dim;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.softmax(dim);
  }

  @Override
  public String describe() {
    return "Softmax(dim " + dim + ")";
  }
}
