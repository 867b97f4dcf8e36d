package dev.fovea.data;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Dividing items into parts, always in the same way for a seed. Each part lists its items in ascending order. */
public final class Splits {
  private Splits() {}

  /**
   * Parts drawn at random.
   *
   * @param fractions the share of each part, above 0, together at most 1; what they leave over is in no part
   */
  public static int[][] random(int size, long seed, double... fractions) {
    check(fractions);
    int[] order = IntStream.range(0, size).toArray();
    SplitMix64.of(seed).shuffle(order);
    int[][] parts = new int[fractions.length][];
    divide(order, fractions, parts);
    return sorted(parts);
  }

  /**
   * Parts drawn at random within every class, so that each part has the classes in the proportions of the whole.
   *
   * @param labels the class of every item, 0 or more
   * @param fractions the share of each part, above 0, together 1 or less
   */
  public static int[][] stratified(int[] labels, long seed, double... fractions) {
    check(fractions);
    int[][] parts = new int[fractions.length][0];
    for (int[] members : byClass(labels)) {
      SplitMix64.of(seed, members.length == 0 ? 0 : labels[members[0]]).shuffle(members);
      int[][] pieces = new int[fractions.length][];
      divide(members, fractions, pieces);
      for (int p = 0; p < parts.length; p++) {
        int[] joined = Arrays.copyOf(parts[p], parts[p].length + pieces[p].length);
        System.arraycopy(pieces[p], 0, joined, parts[p].length, pieces[p].length);
        parts[p] = joined;
      }
    }
    return sorted(parts);
  }

  /**
   * The parts of k-fold cross-validation, equal in size but for one item.
   *
   * @param folds 2 to {@code size}
   */
  public static int[][] folds(int size, long seed, int folds) {
    if (folds < 2 || folds > size) {
      throw new IllegalArgumentException("folds: expected 2 to " + size + " (the number of items), got " + folds);
    }
    int[] order = IntStream.range(0, size).toArray();
    SplitMix64.of(seed).shuffle(order);
    int[][] parts = new int[folds][];
    for (int k = 0; k < folds; k++) {
      parts[k] = Arrays.copyOfRange(order, (int) ((long) size * k / folds), (int) ((long) size * (k + 1) / folds));
    }
    return sorted(parts);
  }

  /** The items of each class, by class number. */
  static int[][] byClass(int[] labels) {
    int classes = 0;
    for (int label : labels) {
      if (label < 0) {
        throw new IllegalArgumentException("labels: expected 0 or more, got " + label);
      }
      classes = Math.max(classes, label + 1);
    }
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    int[][] members = new int[classes][];
    for (int c = 0; c < classes; c++) {
      members[c] = new int[counts[c]];
    }
    Arrays.fill(counts, 0);
    for (int i = 0; i < labels.length; i++) {
      members[labels[i]][counts[labels[i]]++] = i;
    }
    return members;
  }

  private static void divide(int[] items, double[] fractions, int[][] parts) {
    double share = 0;
    int from = 0;
    for (int p = 0; p < fractions.length; p++) {
      share += fractions[p];
      int to = (int) Math.min(items.length, Math.round(share * items.length));
      parts[p] = Arrays.copyOfRange(items, from, to);
      from = to;
    }
  }

  private static void check(double[] fractions) {
    double sum = 0;
    for (double fraction : fractions) {
      if (!(fraction > 0)) {
        throw new IllegalArgumentException("fractions: expected each above 0, got " + Arrays.toString(fractions));
      }
      sum += fraction;
    }
    if (fractions.length == 0 || sum > 1 + 1e-9) {
      throw new IllegalArgumentException("fractions: expected one or more that add up to at most 1, got "
          + Arrays.toString(fractions));
    }
  }

  private static int[][] sorted(int[][] parts) {
    for (int[] part : parts) {
      Arrays.sort(part);
    }
    return parts;
  }
}
