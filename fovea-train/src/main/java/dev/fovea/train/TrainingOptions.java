package dev.fovea.train;

/**
 * How long and how carefully to train; every method gives a changed copy.
 *
 * @param epochs passes over the data
 * @param steps batches after which to stop before the epochs are over; 0 for no such limit
 * @param accumulate batches whose gradients are averaged for one update
 * @param clipNorm largest norm of all gradients of an optimisation together; 0 for any
 * @param clipValue largest absolute value of a gradient's element; 0 for any
 * @param precision the type that products and convolutions compute with
 * @param average whether evaluation and exported weights use the moving average of the weights
 * @param averaging how that average is taken
 * @param monitor the evaluated number that says which weights are best; empty keeps the last
 * @param goal whether the monitored number should grow or shrink
 * @param patience evaluations without a better one after which to stop; 0 for no early stopping
 * @param minDelta by how much a better one must be better, to count for the patience
 * @param evaluateEvery epochs between evaluations; the last epoch is always evaluated; 0 for only that
 * @param logEvery steps between logged averages
 * @param checkpointEvery steps between checkpoints, besides those after each epoch; 0 for no others
 * @param device {@code auto}, {@code cpu}, {@code cuda}, {@code cuda:N} or {@code mps}
 */
public record TrainingOptions(int epochs, long steps, int accumulate, double clipNorm, double clipValue,
    Precision precision, boolean average, MovingAverage.Options averaging, String monitor, Goal goal, int patience,
    double minDelta, int evaluateEvery, int logEvery, long checkpointEvery, String device) {
  /** Whether a number is better when it is higher or lower. */
  public enum Goal {
    MAX,
    MIN;

    /** Whether {@code value} is better than {@code before} by more than {@code delta}. */
    boolean better(double value, double before, double delta) {
      return this == MAX ? value > before + delta : value < before - delta;
    }
  }

  /** Ten epochs in automatic precision, best by the highest accuracy. */
  public static final TrainingOptions DEFAULT = new TrainingOptions(10, 0, 1, 0, 0, Precision.AUTO, false,
      MovingAverage.Options.DEFAULT, "accuracy", Goal.MAX, 0, 0, 1, 50, 0, "auto");

  /** Checks the ranges. */
  public TrainingOptions {
    least("epochs", epochs, 1);
    least("steps", steps, 0);
    least("accumulate", accumulate, 1);
    least("clipNorm", clipNorm, 0);
    least("clipValue", clipValue, 0);
    least("patience", patience, 0);
    least("minDelta", minDelta, 0);
    least("evaluateEvery", evaluateEvery, 0);
    least("logEvery", logEvery, 1);
    least("checkpointEvery", checkpointEvery, 0);
  }

  /** A copy with another number of epochs. */
  public TrainingOptions withEpochs(int value) {
    return new TrainingOptions(value, steps, accumulate, clipNorm, clipValue, precision, average, averaging, monitor,
        goal, patience, minDelta, evaluateEvery, logEvery, checkpointEvery, device);
  }

  /** A copy with a limit of steps. */
  public TrainingOptions withSteps(long value) {
    return new TrainingOptions(epochs, value, accumulate, clipNorm, clipValue, precision, average, averaging, monitor,
        goal, patience, minDelta, evaluateEvery, logEvery, checkpointEvery, device);
  }

  /** A copy that averages the gradients of several batches. */
  public TrainingOptions withAccumulate(int value) {
    return new TrainingOptions(epochs, steps, value, clipNorm, clipValue, precision, average, averaging, monitor, goal,
        patience, minDelta, evaluateEvery, logEvery, checkpointEvery, device);
  }

  /** A copy that clips the norm of the gradients. */
  public TrainingOptions withClipNorm(double value) {
    return new TrainingOptions(epochs, steps, accumulate, value, clipValue, precision, average, averaging, monitor,
        goal, patience, minDelta, evaluateEvery, logEvery, checkpointEvery, device);
  }

  /** A copy with another precision. */
  public TrainingOptions withPrecision(Precision value) {
    return new TrainingOptions(epochs, steps, accumulate, clipNorm, clipValue, value, average, averaging, monitor, goal,
        patience, minDelta, evaluateEvery, logEvery, checkpointEvery, device);
  }

  /** A copy that evaluates and exports a moving average of the weights. */
  public TrainingOptions withAverage(MovingAverage.Options value) {
    return new TrainingOptions(epochs, steps, accumulate, clipNorm, clipValue, precision, true, value, monitor, goal,
        patience, minDelta, evaluateEvery, logEvery, checkpointEvery, device);
  }

  /** A copy with another number that says which weights are best. */
  public TrainingOptions withMonitor(String name, Goal value) {
    return new TrainingOptions(epochs, steps, accumulate, clipNorm, clipValue, precision, average, averaging, name,
        value, patience, minDelta, evaluateEvery, logEvery, checkpointEvery, device);
  }

  /** A copy that stops after so many evaluations without a better one. */
  public TrainingOptions withPatience(int value) {
    return new TrainingOptions(epochs, steps, accumulate, clipNorm, clipValue, precision, average, averaging, monitor,
        goal, value, minDelta, evaluateEvery, logEvery, checkpointEvery, device);
  }

  /** A copy that logs averages of so many steps. */
  public TrainingOptions withLogEvery(int value) {
    return new TrainingOptions(epochs, steps, accumulate, clipNorm, clipValue, precision, average, averaging, monitor,
        goal, patience, minDelta, evaluateEvery, value, checkpointEvery, device);
  }

  /** A copy that writes a checkpoint every so many steps too. */
  public TrainingOptions withCheckpointEvery(long value) {
    return new TrainingOptions(epochs, steps, accumulate, clipNorm, clipValue, precision, average, averaging, monitor,
        goal, patience, minDelta, evaluateEvery, logEvery, value, device);
  }

  /** A copy for another device. */
  public TrainingOptions withDevice(String value) {
    return new TrainingOptions(epochs, steps, accumulate, clipNorm, clipValue, precision, average, averaging, monitor,
        goal, patience, minDelta, evaluateEvery, logEvery, checkpointEvery, value);
  }

  private static void least(String name, double value, double least) {
    if (!(value >= least) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + ": expected " + (long) least + " or more, got " + value);
    }
  }
}
