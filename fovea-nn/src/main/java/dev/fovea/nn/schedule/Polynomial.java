package dev.fovea.nn.schedule;

/**
 * The learning rate times (1 - step / totalSteps)^power, and 0 from then on.
 *
 * @param totalSteps steps to 0, at least 1
 * @param power 1 for a straight line; segmentation often takes 0.9
 */
public record Polynomial(long totalSteps, double power) implements Schedule {
  /** Checks the numbers. */
  public Polynomial {
    Steps.positive("Polynomial", "totalSteps", totalSteps);
    Steps.notNegative("Polynomial", "power", power);
  }

  /** A straight line. */
  public Polynomial(long totalSteps) {
    this(totalSteps, 1);
  }

  @Override
  public double lrAt(long step, double initialLr) {
    return initialLr * Math.pow(1 - (double) Math.min(step, totalSteps) / totalSteps, power);
  }
}
