package dev.fovea.tensor;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/** The non-linearities of networks, applied to each element or along a dimension. */
public sealed interface Activations permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** Hyperbolic tangents, in (-1, 1). */
  default Tensor tanh() {
    return Tensor.op("tanh", () -> torch.tanh(self().raw()), this);
  }

  /** 1 / (1 + exp(-x)), in (0, 1). */
  default Tensor sigmoid() {
    return Tensor.op("sigmoid", () -> torch.sigmoid(self().raw()), this);
  }

  /** max(0, x). */
  default Tensor relu() {
    return Tensor.op("relu", () -> torch.relu(self().raw()), this);
  }

  /** x * sigmoid(x). */
  default Tensor silu() {
    return Tensor.op("silu", () -> torch.silu(self().raw()), this);
  }

  /** x * tanh(softplus(x)). */
  default Tensor mish() {
    return Tensor.op("mish", () -> torch.mish(self().raw()), this);
  }

  /** x * relu6(x + 3) / 6. */
  default Tensor hardswish() {
    return Tensor.op("hardswish", () -> torch.hardswish(self().raw()), this);
  }

  /** relu6(x + 3) / 6. */
  default Tensor hardsigmoid() {
    return Tensor.op("hardsigmoid", () -> torch.hardsigmoid(self().raw()), this);
  }

  /** min(max(0, x), 6). */
  default Tensor relu6() {
    return Tensor.op("relu6", () -> torch.relu6(self().raw()), this);
  }

  /** log(sigmoid(x)), stable for large negative values. */
  default Tensor logSigmoid() {
    return Tensor.op("log_sigmoid", () -> torch.log_sigmoid(self().raw()), this);
  }

  /** Gaussian error linear units, x * Phi(x), exact. Hendrycks and Gimpel, 2016. */
  default Tensor gelu() {
    return Tensor.op("gelu", () -> torch.gelu(self().raw()), this);
  }

  /** Gaussian error linear units; {@code approximate} is {@code none} (exact) or {@code tanh}. */
  default Tensor gelu(String approximate) {
    if (!approximate.equals("none") && !approximate.equals("tanh")) {
      throw new TensorException("gelu: expected the approximation none or tanh, got " + approximate);
    }
    return Tensor.op("gelu", () -> torch.gelu(self().raw(), approximate), this);
  }

  /** x where positive, else {@code negativeSlope * x}. */
  default Tensor leakyRelu(double negativeSlope) {
    return Tensor.op("leaky_relu", () -> {
      try (Scalar slope = new Scalar(negativeSlope)) {
        return torch.leaky_relu(self().raw(), slope);
      }
    }, this);
  }

  /** x where positive, else {@code alpha * (exp(x) - 1)}. */
  default Tensor elu(double alpha) {
    return Ops.ELU.call(this, alpha);
  }

  /** x where positive, else {@code weight * x}; weight has one value, or one a channel. */
  default Tensor prelu(Tensor weight) {
    return Ops.PRELU.call(this, weight);
  }

  /** log(1 + exp(beta x)) / beta, the line x itself above {@code threshold / beta}. */
  default Tensor softplus(double beta, double threshold) {
    return Ops.SOFTPLUS.call(this, beta, threshold);
  }

  /** log(1 + exp(x)). */
  default Tensor softplus() {
    return softplus(1, 20);
  }

  /** {@link #relu} in place. */
  default Tensor relu_() {
    Tensor.effect("relu_", () -> torch.relu_(self().raw()), this);
    return self();
  }

  /** {@link #sigmoid} in place. */
  default Tensor sigmoid_() {
    Tensor.effect("sigmoid_", () -> torch.sigmoid_(self().raw()), this);
    return self();
  }

  /** exp(x) / sum(exp(x)) along a dimension. */
  default Tensor softmax(int dim) {
    return Tensor.op("softmax", () -> torch.softmax(self().raw(), dim), this);
  }

  /** log(softmax(x)) along a dimension, stable. */
  default Tensor logSoftmax(int dim) {
    return Tensor.op("log_softmax", () -> torch.log_softmax(self().raw(), dim), this);
  }

  /** Zeroes each value with probability {@code p} and scales the rest by 1 / (1 - p), where {@code training}. */
  default Tensor dropout(double p, boolean training) {
    return Tensor.op("dropout", () -> torch.dropout(self().raw(), p, training), this);
  }
}
