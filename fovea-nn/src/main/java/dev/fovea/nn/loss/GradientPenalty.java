package dev.fovea.nn.loss;

import dev.fovea.tensor.Autograd;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * weight x mean over samples of (|gradient of the critic's score| - norm)^2, at points between real and made pictures.
 *
 * <p>It holds the critic's slope near {@code norm}, which a Wasserstein critic needs. Its gradient is a gradient of a
 * gradient, so the critic must be twice differentiable, and must not mix samples (no batch normalisation). Gulrajani et
 * al., Improved Training of Wasserstein GANs, 2017, equation 3.
 *
 * <pre>{@code
 * Tensor penalty = GradientPenalty.WGAN_GP.apply(critic::scores, real, fake.detach());
 * }</pre>
 *
 * @param weight factor of the penalty, 0 or more
 * @param norm the length that gradients should have, 0 or more
 */
public record GradientPenalty(double weight, double norm) {
  /** That of the paper: weight 10, length 1. */
  public static final GradientPenalty WGAN_GP = new GradientPenalty(10, 1);

  private static final double TINY = 1e-16;
  private static final int[] VALUES = {1};

  /** Checks both numbers. */
  public GradientPenalty {
    Checks.notNegative("GradientPenalty", "weight", weight);
    Checks.notNegative("GradientPenalty", "norm", norm);
  }

  /**
   * The penalty on the lines between pairs, at places drawn from the global generator.
   *
   * @param critic from pictures to scores, one or more a picture
   * @param real pictures (n, ...)
   * @param fake made pictures of the same shape
   */
  public Tensor apply(UnaryOperator<Tensor> critic, Tensor real, Tensor fake) {
    return Scope.run(() -> of(gradients(critic, between(real, fake, Tensors.rand(real.size(0)).to(real.device())))));
  }

  /** The penalty for gradients (n, values), as {@link #gradients} gives them. */
  public Tensor of(Tensor gradients) {
    return Scope.run(() -> gradients.add(TINY).norm(2, VALUES, false).sub(norm).square().mean().mul(weight));
  }

  /** share x real + (1 - share) x fake, with one share (n) a pair. */
  public static Tensor between(Tensor real, Tensor fake, Tensor share) {
    Checks.pair("GradientPenalty", real, fake);
    if (real.dim() == 0 || share.numel() != real.size(0)) {
      throw new TensorException("GradientPenalty: expected one share for each of the pairs " + real.describe()
          + ", got " + share.describe());
    }
    return Scope.run(() -> {
      long[] each = new long[real.dim()];
      Arrays.fill(each, 1);
      each[0] = real.size(0);
      Tensor part = share.reshape(each).to(real.dtype());
      return fake.add(real.sub(fake).mul(part));
    });
  }

  /** The gradients (n, values) of each sample's scores with respect to the sample, recorded for further gradients. */
  public static Tensor gradients(UnaryOperator<Tensor> critic, Tensor x) {
    return Scope.run(() -> {
      try (GradMode on = GradMode.enableGrad()) {
        Tensor leaf = x.detach().requiresGrad_(true);
        return Autograd.grad(critic.apply(leaf).sum(), leaf, true).flatten(1);
      }
    });
  }

  /**
   * The mean over samples of the squared length of the score's gradient at real pictures; times gamma / 2 it is the R1
   * penalty of Mescheder et al., Which Training Methods for GANs do actually Converge?, 2018, equation 9.
   */
  public static Tensor r1(UnaryOperator<Tensor> critic, Tensor real) {
    return Scope.run(() -> gradients(critic, real).square().sum(VALUES, false).mean());
  }
}
