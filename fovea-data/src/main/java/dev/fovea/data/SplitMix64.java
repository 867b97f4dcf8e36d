package dev.fovea.data;

import java.util.random.RandomGenerator;

/**
 * A small random stream that is the same on every Java release (Steele, Lea, Flood, 2014).
 *
 * <p>Streams are derived from keys such as (seed, epoch, item), so that what an item draws depends on nothing else: not
 * on threads, not on the items before it. One stream is for one thread.
 */
public final class SplitMix64 implements RandomGenerator {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private long state;

  /** The stream of a seed. */
  public SplitMix64(long seed) {
    this.state = seed;
  }

  /** The stream of several keys, in order. */
  public static SplitMix64 of(long... keys) {
    return new SplitMix64(key(keys));
  }

  /** One well-mixed number for several keys, in order. */
  static long key(long... keys) {
    long mixed = keys.length;
    for (long key : keys) {
      mixed = mix(mixed + GOLDEN + mix(key + GOLDEN));
    }
    return mixed;
  }

  @Override
  public long nextLong() {
    return mix(state += GOLDEN);
  }

  /** A whole number from 0 to {@code bound} (exclusive, at least 1). */
  int below(int bound) {
    return (int) ((nextLong() >>> 32) * bound >>> 32);
  }

  /** Puts the items in random order (Fisher and Yates). */
  void shuffle(int[] items) {
    for (int i = items.length - 1; i > 0; i--) {
      int j = below(i + 1);
      int item = items[i];
      items[i] = items[j];
      items[j] = item;
    }
  }

  private static long mix(long z) {
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
