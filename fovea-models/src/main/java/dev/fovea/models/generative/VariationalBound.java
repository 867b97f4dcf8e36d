package dev.fovea.models.generative;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;

/**
 * How many bits a value of a picture costs a diffusion model: the terms of Ho et al., 2020, equation 5.
 *
 * <p>Pictures are 8-bit values brought into [-1, 1]; results are in bits for each value.
 */
public final class VariationalBound {
  private static final double HALF_LEVEL = 1.0 / 255;
  private static final double LEAST = 1e-12;

  private VariationalBound() {}

  /**
   * L_(t-1) for samples at step t, KL(q(x_(t-1) | x_t, x_0) || p(x_(t-1) | x_t)), and L_0 for those at step 0,
   * -log p(x_0 | x_1): (n).
   */
  public static Tensor terms(GaussianDiffusion.Normal posterior, GaussianDiffusion.Prediction p, Tensor xStart,
      Tensor t) {
    return Scope.run(() -> {
      Tensor kl = kl(posterior.mean(), posterior.logVariance(), p.mean(), p.logVariance());
      Tensor decoder = discretizedLogLikelihood(xStart, p.mean(), p.logVariance().mul(0.5)).neg();
      return Tensors.where(t.eq(0), bits(decoder), bits(kl));
    });
  }

  /** KL(N(mean1, exp(log1)) || N(mean2, exp(log2))) of each value, in nats. */
  static Tensor kl(Tensor mean1, Tensor log1, Tensor mean2, Tensor log2) {
    return Scope.run(() -> {
      Tensor distance = mean1.sub(mean2).square().mul(log2.neg().exp());
      return log2.sub(log1).add(log1.sub(log2).exp()).add(distance).sub(1.0).mul(0.5);
    });
  }

  /**
   * The logarithm of the part of a normal distribution that rounds to each value's level; the lowest and highest level
   * take all beyond: Ho et al., 2020, equation 13.
   */
  static Tensor discretizedLogLikelihood(Tensor x, Tensor mean, Tensor logStd) {
    return Scope.run(() -> {
      Tensor precision = logStd.neg().exp();
      Tensor centred = x.sub(mean);
      Tensor above = normalCdf(precision.mul(centred.add(HALF_LEVEL)));
      Tensor below = normalCdf(precision.mul(centred.sub(HALF_LEVEL)));
      Tensor within = log(above.sub(below));
      return Tensors.where(x.lt(-0.999), log(above), Tensors.where(x.gt(0.999), log(below.rsub(1)), within));
    });
  }

  private static Tensor log(Tensor part) {
    return part.clampMin(LEAST).log();
  }

  /** An approximation of the normal distribution function, as the reference's, so that its bounds can be compared. */
  private static Tensor normalCdf(Tensor x) {
    return x.pow(3).mul(0.044715).add(x).mul(Math.sqrt(2 / Math.PI)).tanh().add(1.0).mul(0.5);
  }

  private static Tensor bits(Tensor nats) {
    return nats.flatten(1).mean(1).div(Math.log(2));
  }
}
