package dev.fovea.nn.schedule;

import dev.fovea.nn.optim.Optimizer;
import dev.fovea.nn.optim.ParameterGroup;

/**
 * A learning rate as a function of the step, so that a resumed run needs no more than its step number.
 *
 * <pre>{@code
 * Schedule schedule = new LinearWarmup(500, new CosineAnnealing(10_000));
 * for (long step = 0; step < 10_500; step++) {
 *   schedule.apply(optimizer, step);
 *   ...
 *   optimizer.step();
 * }
 * }</pre>
 *
 * <p>What a step is (an update, an epoch) is the caller's choice.
 */
@FunctionalInterface
public interface Schedule {
  /**
   * The learning rate of a step.
   *
   * @param step the number of steps done, from 0
   * @param initialLr the learning rate that the parameter group was made with
   */
  double lrAt(long step, double initialLr);

  /** Sets the learning rate of every group for a step. */
  default void apply(Optimizer optimizer, long step) {
    for (ParameterGroup<?> group : optimizer.groups()) {
      group.setLr(lrAt(step, group.initialLr()));
    }
  }
}
