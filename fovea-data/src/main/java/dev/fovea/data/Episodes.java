package dev.fovea.data;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;

/**
 * The batches of few-shot learning: each an episode of some classes with a few items each (Vinyals et al., 2016).
 *
 * <p>An episode lists the support items of its first class, of its second, and so on, and then the query items in the
 * same way: {@code ways * shots + ways * queries} indices, without repetition.
 */
public final class Episodes implements Sampler {
  private final int[][] members;
  private final int ways;
  private final int shots;
  private final int queries;
  private final int count;
  private final long seed;

  /**
   * Episodes over the classes that have enough items.
   *
   * @param labels the class of every item
   * @param ways classes in an episode
   * @param shots support items of a class
   * @param queries query items of a class
   * @param count episodes in an epoch
   * @throws IllegalArgumentException if fewer than {@code ways} classes have {@code shots + queries} items
   */
  public Episodes(int[] labels, int ways, int shots, int queries, int count, long seed) {
    if (ways < 1 || shots < 1 || queries < 0 || count < 1) {
      throw new IllegalArgumentException("Expected at least 1 way, 1 shot, 0 queries and 1 episode, got " + ways + ", "
          + shots + ", " + queries + " and " + count);
    }
    this.members = Arrays.stream(Splits.byClass(labels)).filter(m -> m.length >= shots + queries)
        .toArray(int[][]::new);
    if (members.length < ways) {
      throw new IllegalArgumentException("Episodes of " + ways + " classes with " + shots + " + " + queries
          + " items need as many classes with that many items, got " + members.length
          + "; lower ways, shots or queries");
    }
    this.ways = ways;
    this.shots = shots;
    this.queries = queries;
    this.count = count;
    this.seed = seed;
  }

  @Override
  public int batches() {
    return count;
  }

  @Override
  public Iterator<int[]> epoch(int epoch) {
    return IntStream.range(0, count).mapToObj(number -> episode(SplitMix64.of(seed, epoch, number))).iterator();
  }

  private int[] episode(SplitMix64 random) {
    int[] classes = IntStream.range(0, members.length).toArray();
    random.shuffle(classes);
    int[] indices = new int[ways * (shots + queries)];
    for (int way = 0; way < ways; way++) {
      int[] items = members[classes[way]].clone();
      random.shuffle(items);
      System.arraycopy(items, 0, indices, way * shots, shots);
      System.arraycopy(items, shots, indices, ways * shots + way * queries, queries);
    }
    return indices;
  }
}
