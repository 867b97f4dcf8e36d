package dev.fovea.nn.schedule;

/**
 * The learning rate by 1 + k step: 1/t decay, whose sum diverges while the sum of its squares does not.
 *
 * <p>Robbins and Monro, A Stochastic Approximation Method, 1951.
 *
 * @param k how fast it falls
 */
public record InverseTime(double k) implements Schedule {
  /** Checks k. */
  public InverseTime {
    Steps.notNegative("InverseTime", "k", k);
  }

  @Override
  public double lrAt(long step, double initialLr) {
    return initialLr / (1 + k * step);
  }
}
