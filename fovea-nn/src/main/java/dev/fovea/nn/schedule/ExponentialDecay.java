package dev.fovea.nn.schedule;

/**
 * The learning rate times e^(-k step).
 *
 * @param k how fast it falls; -ln(gamma) for a factor of gamma each step
 */
public record ExponentialDecay(double k) implements Schedule {
  /** Checks k. */
  public ExponentialDecay {
    Steps.notNegative("ExponentialDecay", "k", k);
  }

  /** A factor in (0, 1] each step. */
  public static ExponentialDecay ofGamma(double gamma) {
    return new ExponentialDecay(-Math.log(gamma));
  }

  @Override
  public double lrAt(long step, double initialLr) {
    return initialLr * Math.exp(-k * step);
  }
}
