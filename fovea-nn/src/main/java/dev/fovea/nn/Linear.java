package dev.fovea.nn;

import dev.fovea.tensor.Convolutions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/** y = x W^T + b over the last dimension: (..., in) to (..., out). State: {@code weight} (out, in), {@code bias}. */
public class Linear extends Layer {
  private final Tensor weight;
  private final @Nullable Tensor bias;

  /** With bias, and weights as {@code torch.nn.Linear} starts them. */
  public Linear(long in, long out) {
    this(in, out, true);
  }

  /** Weights and bias uniform in +-1/sqrt(in), as {@code torch.nn.Linear} starts them. */
  public Linear(long in, long out, boolean bias) {
    double bound = in > 0 ? 1 / Math.sqrt(in) : 0;
    this.weight = parameter("weight", Tensors.zeros(out, in).uniform_(-bound, bound, null));
    this.bias = bias ? parameter("bias", Tensors.zeros(out).uniform_(-bound, bound, null)) : null;
  }

  /** The weight (out, in). */
  public final Tensor weight() {
    return weight;
  }

  /** The bias (out), or null. */
  public final @Nullable Tensor bias() {
    return bias;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Convolutions.linear(x, weight, bias);
  }

  @Override
  public String describe() {
    return "Linear(" + weight.size(1) + " -> " + weight.size(0) + (bias == null ? ", no bias" : "") + ")";
  }
}
