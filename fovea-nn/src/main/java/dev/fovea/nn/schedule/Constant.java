package dev.fovea.nn.schedule;

/** The initial learning rate for ever. */
public record Constant() implements Schedule {
  @Override
  public double lrAt(long step, double initialLr) {
    return initialLr;
  }
}
