package dev.fovea.data;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The items of an epoch, in order.
 *
 * <pre>{@code
 * Sampler sampler = Order.shuffled(train.size(), 42).batches(64);
 * }</pre>
 *
 * @param size the number of items in an epoch
 * @param indices the items of an epoch, by its number
 */
public record Order(int size, IntFunction<int[]> indices) {
  /** 0 to {@code size - 1}, in every epoch. */
  public static Order sequential(int size) {
    return new Order(size, epoch -> IntStream.range(0, size).toArray());
  }

  /** Every item once an epoch, in an order that depends on seed and epoch. */
  public static Order shuffled(int size, long seed) {
    return new Order(size, epoch -> {
      int[] order = IntStream.range(0, size).toArray();
      SplitMix64.of(seed, epoch).shuffle(order);
      return order;
    });
  }

  /**
   * {@code count} items an epoch, each drawn with a probability in proportion to its weight, with replacement.
   *
   * @param weights 0 or more, finite, not all 0
   */
  public static Order weighted(double[] weights, int count, long seed) {
    double[] sums = weights.clone();
    for (int i = 0; i < sums.length; i++) {
      if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("weights[" + i + "]: expected 0 or more and finite, got " + weights[i]);
      }
      sums[i] += i == 0 ? 0 : sums[i - 1];
    }
    double total = sums.length == 0 ? 0 : sums[sums.length - 1];
    if (!(total > 0 && total < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weights: expected a finite sum above 0, got " + total);
    }
    return new Order(count, epoch -> {
      SplitMix64 random = SplitMix64.of(seed, epoch);
      int[] order = new int[count];
      for (int i = 0; i < count; i++) {
        double point = (random.nextLong() >>> 11) * 0x1p-53 * total;
        int low = 0;
        int high = sums.length - 1;
        while (low < high) {
          int middle = (low + high) >>> 1;
          if (sums[middle] > point) {
            high = middle;
          } else {
            low = middle + 1;
          }
        }
        order[i] = low;
      }
      return order;
    });
  }

  /**
   * Every class equally often: rounds of one item of each class in random order, as many rounds as the largest class
   * has items. A smaller class starts again, shuffled anew, when it is used up. Classes without items are passed over.
   */
  public static Order balanced(int[] labels, long seed) {
    int[][] members = Arrays.stream(Splits.byClass(labels)).filter(m -> m.length > 0).toArray(int[][]::new);
    int rounds = Arrays.stream(members).mapToInt(m -> m.length).max().orElse(0);
    return new Order(Math.multiplyExact(rounds, members.length), epoch -> {
      SplitMix64 random = SplitMix64.of(seed, epoch);
      int[][] queues = Arrays.stream(members).map(int[]::clone).toArray(int[][]::new);
      int[] classes = IntStream.range(0, members.length).toArray();
      int[] order = new int[rounds * members.length];
      for (int round = 0; round < rounds; round++) {
        random.shuffle(classes);
        for (int i = 0; i < classes.length; i++) {
          int[] queue = queues[classes[i]];
          if (round % queue.length == 0) {
            random.shuffle(queue);
          }
          order[round * classes.length + i] = queue[round % queue.length];
        }
      }
      return order;
    });
  }

  /**
   * Each item {@code times} times in a row, augmented anew each time (repeated augmentation, Hoffer et al., 2020).
   * DeiT keeps the length of an epoch: {@code Order.shuffled(n, seed).repeated(3).first(n)}.
   */
  public Order repeated(int times) {
    if (times < 1) {
      throw new IllegalArgumentException("times: expected 1 or more, got " + times);
    }
    return new Order(Math.multiplyExact(size, times), epoch -> {
      int[] once = indices.apply(epoch);
      int[] order = new int[once.length * times];
      for (int i = 0; i < order.length; i++) {
        order[i] = once[i / times];
      }
      return order;
    });
  }

  /** The first {@code count} items of every epoch. */
  public Order first(int count) {
    if (count < 0 || count > size) {
      throw new IllegalArgumentException("count: expected 0 to " + size + ", got " + count);
    }
    return new Order(count, epoch -> Arrays.copyOf(indices.apply(epoch), count));
  }

  /**
   * What one of several processes takes: every {@code processes}-th item from {@code rank} on, after as many from the
   * start were added to the end as make all shares equal.
   *
   * @param rank number of the process, 0 to {@code processes - 1}
   */
  public Order share(int rank, int processes) {
    if (processes < 1 || rank < 0 || rank >= processes) {
      throw new IllegalArgumentException("rank: expected 0 to below " + processes + " processes, got " + rank);
    }
    int part = (int) (((long) size + processes - 1) / processes);
    return new Order(part, epoch -> {
      int[] all = indices.apply(epoch);
      int[] own = new int[part];
      for (int i = 0; i < part; i++) {
        own[i] = all[(int) (((long) i * processes + rank) % all.length)];
      }
      return own;
    });
  }

  /** Runs of {@code batchSize} items; the last batch has what is left. */
  public Sampler batches(int batchSize) {
    return batches(batchSize, (int) (((long) size + batchSize - 1) / Math.max(1, batchSize)));
  }

  /** Runs of {@code batchSize} items; what is left at the end is dropped. */
  public Sampler fullBatches(int batchSize) {
    return batches(batchSize, size / Math.max(1, batchSize));
  }

  private Sampler batches(int batchSize, int count) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize: expected 1 or more, got " + batchSize);
    }
    return new Sampler() {
      @Override
      public int batches() {
        return count;
      }

      @Override
      public Iterator<int[]> epoch(int epoch) {
        int[] order = indices.apply(epoch);
        return new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return next < count;
          }

          @Override
          public int[] next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            int from = next++ * batchSize;
            return Arrays.copyOfRange(order, from, Math.min(order.length, from + batchSize));
          }
        };
      }
    };
  }
}
