package dev.fovea.train.diffusion;

import dev.fovea.models.generative.DiffusionLoss;
import dev.fovea.models.generative.GaussianDiffusion;
import dev.fovea.models.generative.GaussianDiffusion.MeanType;
import dev.fovea.models.generative.GaussianDiffusion.VarianceType;
import dev.fovea.models.generative.NoiseSchedule;

/**
 * How pictures become noise, and what the network learns of it.
 *
 * @param noise how the noise grows: {@code linear} or {@code cosine}
 * @param steps from a picture to noise
 * @param predicts what the network says: the noise ({@code epsilon}), the picture ({@code start-x}) or {@code
 *     previous-x}
 * @param variance of a step back; a learned one doubles the network's output
 * @param loss what is made small
 * @param timesteps how the noise levels of a batch are drawn
 * @param labelDropout part of the pictures whose class is not told, so that guidance can compare; 0 for none
 */
public record ProcessSpec(NoiseSchedule.Kind noise, int steps, MeanType predicts, VarianceType variance,
    DiffusionLoss.Kind loss, Timesteps timesteps, double labelDropout) {
  /** The cosine schedule in 1000 steps, the simple loss of the noise, every tenth class not told. */
  public static final ProcessSpec DEFAULT = new ProcessSpec(NoiseSchedule.Kind.COSINE, 1000, MeanType.EPSILON,
      VarianceType.FIXED_LARGE, DiffusionLoss.Kind.MSE, Timesteps.ANTITHETIC, 0.1);

  /** Checks the ranges. */
  public ProcessSpec {
    if (steps < 2) {
      throw new IllegalArgumentException("steps: expected 2 or more, got " + steps);
    }
    if (!(labelDropout >= 0 && labelDropout <= 1)) {
      throw new IllegalArgumentException("labelDropout: expected 0 to 1, got " + labelDropout);
    }
  }

  /** The process, which the caller owns. */
  public GaussianDiffusion create() {
    return new GaussianDiffusion(NoiseSchedule.of(noise, steps), predicts, variance);
  }
}
