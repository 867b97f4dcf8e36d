package dev.fovea.train.diffusion;

import dev.fovea.models.generative.DiffusionSampler.Method;

/**
 * How pictures are made from noise.
 *
 * @param sampler {@code ddim} or {@code ddpm}
 * @param steps how many, at most those of the process
 * @param eta the noise of DDIM's steps, from 0 for none to 1
 * @param guidance how strongly the class counts: 0 not at all, 1 as it was learned, more exaggerates it
 */
public record SamplingSpec(Method sampler, int steps, double eta, double guidance) {
  /** DDIM in 25 steps without chance, with guidance 2. */
  public static final SamplingSpec DEFAULT = new SamplingSpec(Method.DDIM, 25, 0, 2);

  /** Checks the ranges. */
  public SamplingSpec {
    if (steps < 1) {
      throw new IllegalArgumentException("steps: expected 1 or more, got " + steps);
    }
    if (!(eta >= 0 && eta <= 1)) {
      throw new IllegalArgumentException("eta: expected 0 to 1, got " + eta);
    }
    if (!Double.isFinite(guidance)) {
      throw new IllegalArgumentException("guidance: expected a number, got " + guidance);
    }
  }

  /** A copy with another strength of the class. */
  public SamplingSpec withGuidance(double value) {
    return new SamplingSpec(sampler, steps, eta, value);
  }

  /** A copy with another way and number of steps. */
  public SamplingSpec with(Method method, int number) {
    return new SamplingSpec(method, number, eta, guidance);
  }
}
