package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/** log(softmax(x)) along a dimension, stable for large values. */
public final class LogSoftmax extends Layer {
  private final int dim;

  /** Along a dimension; negative ones count from the end. */
  public LogSoftmax(int dim) {
    this.dim = dim;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.logSoftmax(dim);
  }

  @Override
  public String describe() {
    return "LogSoftmax(dim " + dim + ")";
  }
}
