package dev.fovea.nn.optim;

/** What the numbers in optimisers' settings must be. */
final class Ranges {
  private Ranges() {}

  static double notNegative(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + ": expected a finite number of 0 or more, got " + value);
    }
    return value;
  }

  static double below1(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + ": expected a number in [0, 1), got " + value);
    }
    return value;
  }
}
