package dev.fovea.data;

import java.util.Iterator;

/**
 * Which items form which batch.
 *
 * <p>The batches of an epoch depend on the sampler's own seed and the epoch alone, so a run can continue in the middle
 * of one. {@link Order#batches} makes the usual ones; {@link Episodes} those of few-shot learning.
 */
public interface Sampler {
  /** The number of batches in an epoch. */
  int batches();

  /** The batches of an epoch (0 or more), each the indices of its items in order. */
  Iterator<int[]> epoch(int epoch);
}
