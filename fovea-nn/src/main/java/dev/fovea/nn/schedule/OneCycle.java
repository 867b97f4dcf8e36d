package dev.fovea.nn.schedule;

import dev.fovea.nn.optim.Optimizer;
import dev.fovea.nn.optim.ParameterGroup;

/**
 * A rise from a low learning rate to the group's own, then a fall to almost nothing, while momentum goes the other way.
 *
 * <p>The learning rate of a group is the highest of its cycle. Both legs are half cosines. Beyond the last step the
 * learning rate stays. Smith and Topin, Super-Convergence, 2018.
 *
 * @param totalSteps steps of the cycle, at least 2
 * @param pctStart the part of the cycle in which the learning rate rises, in (0, 1)
 * @param divFactor the highest learning rate by the first
 * @param finalDivFactor the first learning rate by the last
 * @param baseMomentum the lowest momentum; NaN where momentum is left alone
 * @param maxMomentum the highest momentum
 */
public record OneCycle(long totalSteps, double pctStart, double divFactor, double finalDivFactor, double baseMomentum,
    double maxMomentum) implements Schedule {
  /** Checks the numbers. */
  public OneCycle {
    if (totalSteps < 2 || !(pctStart > 0 && pctStart < 1) || !(divFactor > 0) || !(finalDivFactor > 0)) {
      throw new IllegalArgumentException("OneCycle: expected at least 2 steps, a start in (0, 1) and factors above 0, "
          + "got " + totalSteps + ", " + pctStart + ", " + divFactor + ", " + finalDivFactor);
    }
  }

  /** A rise over 30 %, factors of 25 and 1e4, a momentum between 0.85 and 0.95. */
  public OneCycle(long totalSteps) {
    this(totalSteps, 0.3, 25, 1e4, 0.85, 0.95);
  }

  /** This cycle with momentum left alone. */
  public OneCycle withoutMomentum() {
    return new OneCycle(totalSteps, pctStart, divFactor, finalDivFactor, Double.NaN, Double.NaN);
  }

  @Override
  public double lrAt(long step, double initialLr) {
    double first = initialLr / divFactor;
    return at(step, first, initialLr, first / finalDivFactor);
  }

  /** The momentum of a step. */
  public double momentumAt(long step) {
    return at(step, maxMomentum, baseMomentum, maxMomentum);
  }

  private double at(long step, double first, double middle, double last) {
    double peak = pctStart * totalSteps - 1;
    double now = Math.min(step, totalSteps - 1);
    return now <= peak ? cosine(first, middle, now / peak)
        : cosine(middle, last, (now - peak) / (totalSteps - 1 - peak));
  }

  private static double cosine(double from, double to, double part) {
    return to + (from - to) / 2 * (Math.cos(Math.PI * part) + 1);
  }

  /**
   * Sets learning rates, and momenta unless they are left alone.
   *
   * @throws IllegalStateException if the optimiser has no momentum; see {@link #withoutMomentum}
   */
  @Override
  public void apply(Optimizer optimizer, long step) {
    for (ParameterGroup<?> group : optimizer.groups()) {
      group.setLr(lrAt(step, group.initialLr()));
      if (!Double.isNaN(baseMomentum)) {
        group.setMomentum(momentumAt(step));
      }
    }
  }
}
