package dev.fovea.nn.schedule;

import dev.fovea.nn.optim.Optimizer;
import dev.fovea.nn.optim.ParameterGroup;

/**
 * A straight rise to another schedule's first learning rate, then that schedule from its step 0.
 *
 * <p>Goyal et al., Accurate, Large Minibatch SGD, 2017.
 *
 * @param steps length of the rise, 0 or more
 * @param startFactor the part of the learning rate at step 0, in [0, 1]
 * @param then the schedule after the rise
 */
public record LinearWarmup(long steps, double startFactor, Schedule then) implements Schedule {
  /** Checks the numbers. */
  public LinearWarmup {
    Steps.notNegative("LinearWarmup", "number of steps", steps);
    if (!(startFactor >= 0 && startFactor <= 1)) {
      throw new IllegalArgumentException("LinearWarmup: expected a start factor in [0, 1], got " + startFactor);
    }
  }

  /** From 1 / steps, so that no step is lost to a learning rate of 0. */
  public LinearWarmup(long steps, Schedule then) {
    this(steps, 1.0 / Math.max(1, steps), then);
  }

  @Override
  public double lrAt(long step, double initialLr) {
    return step < steps ? then.lrAt(0, initialLr) * factor(step) : then.lrAt(step - steps, initialLr);
  }

  private double factor(long step) {
    return startFactor + (1 - startFactor) * step / steps;
  }

  /** Also what the wrapped schedule sets beside learning rates. */
  @Override
  public void apply(Optimizer optimizer, long step) {
    then.apply(optimizer, Math.max(0, step - steps));
    for (ParameterGroup<?> group : optimizer.groups()) {
      group.setLr(lrAt(step, group.initialLr()));
    }
  }
}
