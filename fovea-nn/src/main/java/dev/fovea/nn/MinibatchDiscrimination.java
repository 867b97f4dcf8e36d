package dev.fovea.nn;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.List;

/**
 * Adds to each sample's features how near it is to the other samples of its batch: (n, inputs) to (n, inputs +
 * kernels). A critic that sees it notices when a generator always makes the same.
 *
 * <p>With M = x W of shape (n, kernels, dim) and c the sum over the other samples j of exp(-|M_i - M_j|_1) a kernel, the
 * output is x beside c + b. W = theta exp(log_weight_scale) / |theta|, the length taken over the inputs. Salimans et
 * al., Improved Techniques for Training GANs, 2016, section 3.2, in the form of its code.
 *
 * <p>State: {@code theta} (inputs, kernels, dim), {@code log_weight_scale} (kernels, dim), {@code b} (kernels).
 */
public final class MinibatchDiscrimination extends Layer {
  private static final int[] INPUTS = {0};
  private static final int[] DIM = {3};

  private final long inputs;
  private final long kernels;
  private final long dim;
  private final Tensor theta;
  private final Tensor logWeightScale;
  private final Tensor b;

  /** With so many kernels, each a projection of the inputs to {@code dim} numbers. */
  public MinibatchDiscrimination(long inputs, long kernels, long dim) {
    this.inputs = Checks.positive("MinibatchDiscrimination", "inputs", inputs);
    this.kernels = Checks.positive("MinibatchDiscrimination", "kernels", kernels);
    this.dim = Checks.positive("MinibatchDiscrimination", "dim", dim);
    this.theta = parameter("theta", Init.normal_(Tensors.zeros(inputs, kernels, dim), 0, 0.05));
    this.logWeightScale = parameter("log_weight_scale", Tensors.zeros(kernels, dim));
    this.b = parameter("b", Init.constant_(Tensors.zeros(kernels), -1));
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (x.dim() != 2 || x.size(1) != inputs) {
      throw new TensorException("MinibatchDiscrimination: expected features (n, " + inputs + "), got " + x.describe());
    }
    Tensor length = theta.square().sum(INPUTS, false).sqrt();                    // (kernels, dim)
    Tensor w = theta.mul(logWeightScale.exp().div(length));                      // (inputs, kernels, dim)
    Tensor m = x.matmul(w.flatten(1)).reshape(x.size(0), kernels, dim);          // (n, kernels, dim)
    Tensor apart = m.unsqueeze(1).sub(m.unsqueeze(0)).abs().sum(DIM, false);     // (n, n, kernels)
    Tensor near = apart.neg().exp().sum(1).sub(1).add(b);                        // (n, kernels), without itself
    return Tensors.cat(List.of(x, near.to(x.dtype())), 1);                       // (n, inputs + kernels)
  }

  @Override
  public String describe() {
    return "MinibatchDiscrimination(" + inputs + ", " + kernels + " x " + dim + ")";
  }
}
