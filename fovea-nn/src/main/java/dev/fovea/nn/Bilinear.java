package dev.fovea.nn;

import dev.fovea.tensor.Convolutions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;

/** y_o = x1^T W_o x2 + b_o over the last dimensions. State: {@code weight} (out, in1, in2), {@code bias} (out). */
public final class Bilinear extends Module {
  private final Tensor weight;
  private final Tensor bias;

  /** Weight and bias uniform in +-1/sqrt(in1). */
  public Bilinear(long in1, long in2, long out) {
    double bound = Init.bound(in1);
    this.weight = parameter("weight", Tensors.zeros(out, in1, in2).uniform_(-bound, bound, null));
    this.bias = parameter("bias", Tensors.zeros(out).uniform_(-bound, bound, null));
  }

  /** The map of two inputs (..., in1) and (..., in2) to (..., out). */
  public Tensor apply(Tensor first, Tensor second) {
    return call(first, () -> Convolutions.bilinear(first, second, weight, bias));
  }
}
