package dev.fovea.nn.schedule;

/** What the numbers of schedules must be. */
final class Steps {
  private Steps() {}

  static long positive(String schedule, String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(schedule + ": expected " + name + " of at least 1, got " + value);
    }
    return value;
  }

  static double notNegative(String schedule, String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          schedule + ": expected a finite " + name + " of 0 or more, got " + value);
    }
    return value;
  }
}
