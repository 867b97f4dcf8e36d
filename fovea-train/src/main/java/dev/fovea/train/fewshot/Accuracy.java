package dev.fovea.train.fewshot;

import java.util.Locale;

/**
 * How often queries are told rightly.
 *
 * @param ways classes of an episode
 * @param shots support pictures of a class
 * @param episodes that were measured
 * @param mean over episodes, 0 to 1
 * @param interval half the width of the 95 % interval of the mean
 */
public record Accuracy(int ways, int shots, int episodes, double mean, double interval) {
  /** {@code 5-way 1-shot}. */
  public String kind() {
    return ways + "-way " + shots + "-shot";
  }

  /** {@code 98.12 +- 0.07 %}. */
  public String percent() {
    return String.format(Locale.ROOT, "%.2f \u00b1 %.2f %%", 100 * mean, 100 * interval);
  }
}
