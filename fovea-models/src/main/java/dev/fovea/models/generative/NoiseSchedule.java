package dev.fovea.models.generative;

import java.util.SortedSet;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How much noise each step of a diffusion process adds, and what follows from it, all in double.
 *
 * <p>Ho, Jain and Abbeel, Denoising Diffusion Probabilistic Models, 2020, section 2. The paper counts steps from 1 to T;
 * here, as in code, from 0 to T - 1, so that step 0 is the last one of sampling.
 */
public final class NoiseSchedule {
  private static final double LARGEST_BETA = 0.999;

  /** The schedules of the papers. */
  public enum Kind {
    /** beta from 1e-4 to 0.02 for 1000 steps, and scaled for other numbers. Ho et al., 2020, section 4. */
    LINEAR,
    /** alpha-bar falls as a squared cosine, which leaves more steps with little noise. Nichol and Dhariwal, 2021. */
    COSINE
  }

  private final double[] betas;
  private final double[] alphaBars;
  private final int[] timesteps;

  private NoiseSchedule(double[] betas, int[] timesteps) {
    this.betas = betas;
    this.timesteps = timesteps;
    this.alphaBars = new double[betas.length];
    double product = 1;
    for (int t = 0; t < betas.length; t++) {
      if (!(betas[t] > 0 && betas[t] < 1)) {
        throw new IllegalArgumentException("Noise schedule: expected betas above 0 and below 1, got " + betas[t]
            + " at step " + t + " of " + betas.length + "; the linear schedule needs more than 20 steps");
      }
      product *= 1 - betas[t];
      alphaBars[t] = product;
    }
  }

  /**
   * A schedule of a kind.
   *
   * @param steps 1 or more; 21 or more for the linear one
   */
  public static NoiseSchedule of(Kind kind, int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("Noise schedule: expected 1 or more steps, got " + steps);
    }
    return of(IntStream.range(0, steps)
        .mapToDouble(t -> kind == Kind.LINEAR ? linearBeta(t, steps) : cosineBeta(t, steps)).toArray());
  }

  /** A schedule of the caller's own betas, each above 0 and below 1. */
  public static NoiseSchedule of(double... betas) {
    return new NoiseSchedule(betas.clone(), IntStream.range(0, betas.length).toArray());
  }

  private static double linearBeta(int t, int steps) {
    double scale = 1000.0 / steps;
    double first = scale * 1e-4;
    double last = scale * 0.02;
    return steps == 1 ? first : first + t * ((last - first) / (steps - 1));
  }

  /** 1 - alpha-bar(t + 1) / alpha-bar(t), at most 0.999: Nichol and Dhariwal, 2021, equation 17. */
  private static double cosineBeta(int t, int steps) {
    return Math.min(1 - squaredCosine((t + 1.0) / steps) / squaredCosine((double) t / steps), LARGEST_BETA);
  }

  private static double squaredCosine(double part) {
    double cosine = Math.cos((part + 0.008) / 1.008 * Math.PI / 2);
    return cosine * cosine;
  }

  /** The process of some of the steps: as much noise at each of them as before, hence larger betas between them. */
  public NoiseSchedule respaced(SortedSet<Integer> kept) {
    double[] wider = new double[kept.size()];
    int[] original = new int[kept.size()];
    double before = 1;
    int i = 0;
    for (int t : kept) {
      wider[i] = 1 - alphaBars[t] / before;
      before = alphaBars[t];
      original[i++] = timesteps[t];
    }
    return new NoiseSchedule(wider, original);
  }

  /** The process of the steps that a respacing keeps. */
  public NoiseSchedule respaced(Respacing respacing) {
    return respaced(respacing.of(steps()));
  }

  /** The number of steps, T. */
  public int steps() {
    return betas.length;
  }

  /** The step of the process that was not respaced: what a network is told of step t. */
  public int timestep(int t) {
    return timesteps[t];
  }

  /** beta_t, the variance of the noise that step t adds: equation 2. */
  public double beta(int t) {
    return betas[t];
  }

  /** alpha-bar_t, the product of 1 - beta up to t: the part of the picture's variance that is left, equation 4. */
  public double alphaBar(int t) {
    return alphaBars[t];
  }

  /** alpha-bar of the step before, 1 before the first. */
  public double alphaBarPrevious(int t) {
    return t == 0 ? 1 : alphaBars[t - 1];
  }

  /** alpha-bar of the step after, 0 after the last. */
  public double alphaBarNext(int t) {
    return t + 1 == steps() ? 0 : alphaBars[t + 1];
  }

  /** The factor on x_0 in the mean of q(x_(t-1) | x_t, x_0): equation 7. */
  public double posteriorStart(int t) {
    return betas[t] * Math.sqrt(alphaBarPrevious(t)) / (1 - alphaBars[t]);
  }

  /** The factor on x_t in the mean of q(x_(t-1) | x_t, x_0): equation 7. */
  public double posteriorNoisy(int t) {
    return (1 - alphaBarPrevious(t)) * Math.sqrt(1 - betas[t]) / (1 - alphaBars[t]);
  }

  /** beta-tilde_t, the variance of q(x_(t-1) | x_t, x_0): equation 7; 0 at step 0. */
  public double posteriorVariance(int t) {
    return betas[t] * (1 - alphaBarPrevious(t)) / (1 - alphaBars[t]);
  }

  /** Its logarithm, at step 0 that of step 1, since the variance there is 0. */
  public double posteriorLogVariance(int t) {
    return Math.log(steps() == 1 ? betas[0] : posteriorVariance(Math.max(t, 1)));
  }

  /** beta_t, but at step 0 beta-tilde_1, which suits the decoder's likelihood: Ho et al., 2020, section 3.2. */
  public double largeVariance(int t) {
    return t == 0 && steps() > 1 ? posteriorVariance(1) : betas[t];
  }

  /** A value for each step. */
  public double[] table(IntToDoubleFunction value) {
    return IntStream.range(0, steps()).mapToDouble(value).toArray();
  }
}
