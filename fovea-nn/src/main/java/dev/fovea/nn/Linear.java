package dev.fovea.nn;

import dev.fovea.tensor.Convolutions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/** y = x W^T + b over the last dimension: (..., in) to (..., out). State: {@code weight} (out, in), {@code bias}. */
public class Linear extends WeightedLayer {
  private final long in;
  private final long out;
  private final @Nullable Tensor bias;

  /** With bias, and weights as {@code torch.nn.Linear} starts them. */
  public Linear(long in, long out) {
    this(in, out, true);
  }

  /** Weights and bias uniform in +-1/sqrt(in), as {@code torch.nn.Linear} starts them. */
  public Linear(long in, long out, boolean bias) {
    this(Tensors.zeros(out, in).uniform_(-Init.bound(in), Init.bound(in), null), bias);
  }

  private Linear(Tensor weight, boolean bias) {
    super(weight);
    this.out = weight.size(0);
    this.in = weight.size(1);
    double bound = Init.bound(in);
    this.bias = bias ? parameter("bias", Tensors.zeros(out).uniform_(-bound, bound, null)) : null;
  }

  /**
   * A layer with the very weight of another, such as the output layer of a language model with that of its embedding.
   * Press and Wolf, 2016.
   */
  public static Linear tied(WeightedLayer other, boolean bias) {
    return new Linear(other.ownWeight("Linear.tied"), bias);
  }

  /** The width coming in. */
  public final long in() {
    return in;
  }

  /** The width going out. */
  public final long out() {
    return out;
  }

  /** The bias (out), or null. */
  public final @Nullable Tensor bias() {
    return bias;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Convolutions.linear(x, currentWeight(), bias);
  }

  @Override
  public String describe() {
    return "Linear(" + in + " -> " + out + (bias == null ? ", no bias" : "") + ")";
  }
}
