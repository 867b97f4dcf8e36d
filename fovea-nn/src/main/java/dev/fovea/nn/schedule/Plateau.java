package dev.fovea.nn.schedule;

import dev.fovea.nn.optim.Optimizer;
import dev.fovea.nn.optim.ParameterGroup;

/**
 * Lowers the learning rate when a metric no longer gets better.
 *
 * <p>Unlike a {@link Schedule} it depends on the past: save {@link #state} with a checkpoint, whose optimiser state has
 * the learning rates.
 */
public final class Plateau {
  private final Options options;
  private State state;

  /** Which way a metric gets better. */
  public enum Mode {
    /** Lower is better, as for losses. */
    MIN,
    /** Higher is better, as for accuracies. */
    MAX
  }

  /** What an improvement is measured against. */
  public enum Threshold {
    /** A part of the best value. */
    RELATIVE,
    /** A difference from the best value. */
    ABSOLUTE
  }

  /**
   * How long to wait, and what to do then.
   *
   * @param mode which way the metric gets better
   * @param factor what the learning rate is multiplied by, in (0, 1)
   * @param patience how many bad values in a row are accepted
   * @param threshold how much better a value has to be
   * @param thresholdMode what that is measured against
   * @param cooldown how many values after a change do not count
   * @param minLr the lowest learning rate
   * @param eps changes up to this are left out
   */
  public record Options(Mode mode, double factor, int patience, double threshold, Threshold thresholdMode, int cooldown,
      double minLr, double eps) {
    /** A tenth after more than 10 values without a loss 1e-4 lower, relatively. */
    public static final Options DEFAULT = new Options(Mode.MIN, 0.1, 10, 1e-4, Threshold.RELATIVE, 0, 0, 1e-8);

    /** Checks the numbers. */
    public Options {
      if (!(factor > 0 && factor < 1) || patience < 0 || cooldown < 0) {
        throw new IllegalArgumentException("Plateau: expected a factor in (0, 1), patience and cooldown of 0 or more, "
            + "got " + factor + ", " + patience + ", " + cooldown);
      }
      Steps.notNegative("Plateau", "threshold", threshold);
      Steps.notNegative("Plateau", "minLr", minLr);
      Steps.notNegative("Plateau", "eps", eps);
    }

    /** These options with another direction. */
    public Options withMode(Mode mode) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps);
    }

    /** These options with another factor. */
    public Options withFactor(double factor) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps);
    }

    /** These options with another patience. */
    public Options withPatience(int patience) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps);
    }

    /** These options with another threshold. */
    public Options withThreshold(double threshold, Threshold thresholdMode) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps);
    }

    /** These options with a pause after each change. */
    public Options withCooldown(int cooldown) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps);
    }

    /** These options with a lowest learning rate. */
    public Options withMinLr(double minLr) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps);
    }
  }

  /** What is remembered: the best value, and how many values were bad or do not count yet. */
  public record State(double best, int bad, int cooldown) {}

  /** With {@link Options#DEFAULT}. */
  public Plateau() {
    this(Options.DEFAULT);
  }

  /** With options. */
  public Plateau(Options options) {
    this.options = options;
    this.state = new State(options.mode == Mode.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY, 0, 0);
  }

  /** What is remembered now. */
  public State state() {
    return state;
  }

  /** Goes on from what was remembered. */
  public void restore(State state) {
    this.state = state;
  }

  /**
   * Takes in one value of the metric; one that is not a number is a bad value.
   *
   * @return whether the learning rates were due to fall
   */
  public boolean step(Optimizer optimizer, double metric) {
    boolean better = isBetter(metric);
    double best = better ? metric : state.best;
    int bad = better || state.cooldown > 0 ? 0 : state.bad + 1;
    int cooldown = Math.max(0, state.cooldown - 1);
    boolean lower = bad > options.patience;
    if (lower) {
      for (ParameterGroup<?> group : optimizer.groups()) {
        double fresh = Math.max(group.lr() * options.factor, options.minLr);
        if (group.lr() - fresh > options.eps) {
          group.setLr(fresh);
        }
      }
      bad = 0;
      cooldown = options.cooldown;
    }
    state = new State(best, bad, cooldown);
    return lower;
  }

  private boolean isBetter(double metric) {
    double margin = options.thresholdMode == Threshold.ABSOLUTE ? options.threshold : 0;
    double part = options.thresholdMode == Threshold.RELATIVE ? options.threshold : 0;
    return options.mode == Mode.MIN ? metric < state.best * (1 - part) - margin
        : metric > state.best * (1 + part) + margin;
  }
}
