package dev.fovea.data;

import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

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

  /**
   * Every batch changed when it is taken, in the thread that takes it: MixUp, random erasing, a move to a device.
   *
   * @param seed with the epoch and the batch's number, what the change's random numbers depend on
   * @param change from a batch to another, of fresh tensors or its own; closing this loader closes the one below
   */
  default <C> Loader<C> map(long seed, BiFunction<? super B, ? super RandomGenerator, ? extends C> change) {
    return new ChangedLoader<>(this, seed, change);
  }

  /** Stops the threads and frees the memory. */
  @Override
  void close();
}
