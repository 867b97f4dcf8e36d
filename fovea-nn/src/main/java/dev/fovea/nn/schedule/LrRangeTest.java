package dev.fovea.nn.schedule;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Finds a learning rate by raising it from step to step and watching the loss.
 *
 * <p>The learning rate grows by one factor a step; losses are smoothed by a running mean that makes up for its start.
 * The search ends early when the smoothed loss is not finite or exceeds {@code divergence} times the lowest one. Smith,
 * Cyclical Learning Rates for Training Neural Networks, 2017. Run it on a copy of the model: it spoils the weights.
 *
 * @param lrMin the first learning rate, above 0
 * @param lrMax the last, above the first
 * @param steps how many steps, at least 3
 * @param smoothing how much of the running mean is kept, in [0, 1)
 * @param divergence how many times the lowest loss ends the search, above 1
 */
public record LrRangeTest(double lrMin, double lrMax, int steps, double smoothing, double divergence) {
  /** Slopes up to this part of the loss are rounding. */
  private static final double FLAT = 1e-9;

  /** Checks the numbers. */
  public LrRangeTest {
    if (!(lrMin > 0 && lrMax > lrMin && lrMax < Double.POSITIVE_INFINITY) || steps < 3
        || !(smoothing >= 0 && smoothing < 1) || !(divergence > 1)) {
      throw new IllegalArgumentException("LrRangeTest: expected 0 < lrMin < lrMax, at least 3 steps, a smoothing in "
          + "[0, 1) and a divergence above 1, got " + lrMin + ", " + lrMax + ", " + steps + ", " + smoothing + ", "
          + divergence);
    }
  }

  /** A smoothing of 0.9; ends at four times the lowest loss. */
  public LrRangeTest(double lrMin, double lrMax, int steps) {
    this(lrMin, lrMax, steps, 0.9, 4);
  }

  /** From 1e-7 to 10 in 100 steps. */
  public LrRangeTest() {
    this(1e-7, 10, 100);
  }

  /**
   * What a search saw, one element a step.
   *
   * @param lrs the learning rates tried
   * @param losses the losses as they came
   * @param smoothed their running means
   * @param suggested the learning rate at which the smoothed loss falls fastest per factor of the learning rate, before
   *     its lowest value; NaN where it never falls
   */
  public record Result(double[] lrs, double[] losses, double[] smoothed, double suggested) {}

  /** The learning rate of a step. */
  public double lrAt(int step) {
    return lrMin * Math.pow(lrMax / lrMin, (double) step / (steps - 1));
  }

  /** Searches, with a function that does one training step at a learning rate and returns its loss. */
  public Result run(DoubleUnaryOperator trainStep) {
    double[] lrs = new double[steps];
    double[] losses = new double[steps];
    double[] smoothed = new double[steps];
    double mean = 0;
    double lowest = Double.POSITIVE_INFINITY;
    int done = 0;
    while (done < steps) {
      lrs[done] = lrAt(done);
      losses[done] = trainStep.applyAsDouble(lrs[done]);
      mean = smoothing * mean + (1 - smoothing) * losses[done];
      double value = mean / (1 - Math.pow(smoothing, done + 1));
      if (!Double.isFinite(value) || done > 0 && lowest > 0 && value > divergence * lowest) {
        break;
      }
      smoothed[done++] = value;
      lowest = Math.min(lowest, value);
    }
    return new Result(Arrays.copyOf(lrs, done), Arrays.copyOf(losses, done), Arrays.copyOf(smoothed, done),
        steepest(Arrays.copyOf(lrs, done), Arrays.copyOf(smoothed, done)));
  }

  /** Slopes over the logarithm are differences, since its steps are even. */
  private static double steepest(double[] lrs, double[] smoothed) {
    if (lrs.length == 0) {
      return Double.NaN;
    }
    int lowest = 0;
    for (int i = 1; i < smoothed.length; i++) {
      lowest = smoothed[i] < smoothed[lowest] ? i : lowest;
    }
    double best = -FLAT * Math.abs(smoothed[lowest]);
    double suggested = Double.NaN;
    for (int i = 1; i <= lowest; i++) {
      int next = Math.min(i + 1, smoothed.length - 1);
      double slope = (smoothed[next] - smoothed[i - 1]) / (next - i + 1);
      if (slope < best) {
        best = slope;
        suggested = lrs[i];
      }
    }
    return suggested;
  }
}
