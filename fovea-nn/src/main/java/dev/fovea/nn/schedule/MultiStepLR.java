package dev.fovea.nn.schedule;

import java.util.List;

/**
 * The learning rate times {@code gamma} at each milestone.
 *
 * @param milestones steps at which it changes; one given twice counts twice
 * @param gamma the factor of a change
 */
public record MultiStepLR(List<Long> milestones, double gamma) implements Schedule {
  /** Copies the milestones. */
  public MultiStepLR {
    milestones = List.copyOf(milestones);
    Steps.notNegative("MultiStepLR", "gamma", gamma);
  }

  @Override
  public double lrAt(long step, double initialLr) {
    long passed = milestones.stream().filter(milestone -> milestone <= step).count();
    return initialLr * Math.pow(gamma, passed);
  }
}
