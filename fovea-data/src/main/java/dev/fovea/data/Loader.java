package dev.fovea.data;

/**
 * A source of batches, epoch by epoch; what training and evaluation read from.
 *
 * <pre>{@code
 * try (Epoch<Batch> epoch = loader.epoch(3)) {
 *   epoch.each(batch -> step(batch));
 * }
 * }</pre>
 */
public interface Loader<B> extends AutoCloseable {
  /** The number of batches in an epoch. */
  int batches();

  /** The batches of an epoch (0 or more) from batch {@code from} on; the earlier ones are not made. */
  Epoch<B> epoch(int epoch, int from);

  /** The batches of an epoch. */
  default Epoch<B> epoch(int epoch) {
    return epoch(epoch, 0);
  }

  /** Stops the threads and frees the memory. */
  @Override
  void close();
}
