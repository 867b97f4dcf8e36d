package dev.fovea.train;

/**
 * How far a run has come.
 *
 * @param epoch passes over the data that are complete
 * @param batch batches of the present pass that are done
 * @param step batches done since the start of the run
 * @param seconds time spent on training and evaluation, over all sittings of the run
 */
public record Progress(int epoch, int batch, long step, double seconds) {
  /** The start of a run. */
  public static final Progress START = new Progress(0, 0, 0, 0);

  Progress nextBatch() {
    return new Progress(epoch, batch + 1, step + 1, seconds);
  }

  Progress nextEpoch() {
    return new Progress(epoch + 1, 0, step, seconds);
  }

  Progress at(double newSeconds) {
    return new Progress(epoch, batch, step, newSeconds);
  }

  /** Passes over the data as a number with a fraction. */
  public double epochs(int batchesPerEpoch) {
    return epoch + (batchesPerEpoch == 0 ? 0 : (double) batch / batchesPerEpoch);
  }
}
