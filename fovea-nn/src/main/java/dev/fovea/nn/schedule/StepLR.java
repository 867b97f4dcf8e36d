package dev.fovea.nn.schedule;

/**
 * The learning rate times {@code gamma} every {@code stepSize} steps.
 *
 * @param stepSize steps between changes, at least 1
 * @param gamma the factor of a change
 */
public record StepLR(long stepSize, double gamma) implements Schedule {
  /** Checks the numbers. */
  public StepLR {
    Steps.positive("StepLR", "stepSize", stepSize);
    Steps.notNegative("StepLR", "gamma", gamma);
  }

  /** A tenth every {@code stepSize} steps. */
  public StepLR(long stepSize) {
    this(stepSize, 0.1);
  }

  @Override
  public double lrAt(long step, double initialLr) {
    return initialLr * Math.pow(gamma, step / stepSize);
  }
}
