package dev.fovea.train;

import java.util.Collection;

/** Which evaluation was best so far, and how long ago. */
final class Selection {
  private final TrainingOptions options;
  private SavedState.Best best = SavedState.Best.NONE;

  Selection(TrainingOptions options) {
    this.options = options;
  }

  SavedState.Best best() {
    return best;
  }

  void restore(SavedState.Best saved) {
    best = saved;
  }

  /** Takes in an evaluation; true if no earlier one was better. Learning rates that wait for better ones may fall. */
  boolean judge(Metrics metrics, int epoch, Collection<Optimization> optimizations) {
    if (options.monitor().isEmpty() || metrics.values().isEmpty()) {
      return false;
    }
    double value = metrics.get(options.monitor());
    optimizations.forEach(each -> {
      if (each.plateau() != null) {
        each.plateau().step(each.optimizer(), value);
      }
    });
    boolean better = !Double.isNaN(value)
        && (!best.isKnown() || options.goal().better(value, best.value(), options.minDelta()));
    best = better ? new SavedState.Best(value, metrics.values(), epoch, 0)
        : new SavedState.Best(best.value(), best.metrics(), best.epoch(), best.bad() + 1);
    return better;
  }

  /** Whether there were so many evaluations without a better one that the run should end. */
  boolean isPatienceOver() {
    return options.patience() > 0 && best.bad() >= options.patience();
  }
}
