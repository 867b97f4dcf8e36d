package dev.fovea.train;

/** A number that a scheme keeps from step to step and that checkpoints hold: a growth stage, a weight that adapts. */
public final class Counter {
  private double value;

  Counter(double initial) {
    this.value = initial;
  }

  /** The number. */
  public double get() {
    return value;
  }

  /** Changes the number. */
  public void set(double next) {
    value = next;
  }

  /** Adds to the number and gives the sum. */
  public double add(double amount) {
    value += amount;
    return value;
  }
}
