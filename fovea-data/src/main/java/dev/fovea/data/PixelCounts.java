package dev.fovea.data;

import dev.fovea.image.Image;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How often each class comes in masks.
 *
 * @param pixels pixels of each class
 * @param seen pixels of any class in the masks that hold the class
 */
public record PixelCounts(long[] pixels, long[] seen) {
  /** Reads all masks of a set, in as many threads as there are processors. */
  public static PixelCounts of(SegmentationSet set) {
    int classes = set.classes().size();
    long[][] each = IntStream.range(0, set.size()).parallel().mapToObj(i -> count(set.mask(i), classes))
        .toArray(long[][]::new);
    long[] pixels = new long[classes];
    long[] seen = new long[classes];
    for (long[] counts : each) {
      long all = Arrays.stream(counts).sum();
      for (int c = 0; c < classes; c++) {
        pixels[c] += counts[c];
        seen[c] += counts[c] > 0 ? all : 0;
      }
    }
    return new PixelCounts(pixels, seen);
  }

  private static long[] count(Image mask, int classes) {
    long[] counts = new long[256];
    for (byte number : mask.data()) {
      counts[number & 0xff]++;
    }
    return Arrays.copyOf(counts, classes);
  }

  /** The share of each class among all pixels that have one. */
  public double[] shares() {
    double all = Arrays.stream(pixels).sum();
    return Arrays.stream(pixels).mapToDouble(count -> all == 0 ? 0 : count / all).toArray();
  }

  /**
   * Weights that make rare classes count: the median of all frequencies by the class's own, a frequency being its share
   * of the pixels of those pictures that hold it (Eigen and Fergus, 2015, section 6.3). A class that never comes has 1.
   */
  public double[] medianFrequencyWeights() {
    double[] frequencies = IntStream.range(0, pixels.length)
        .mapToDouble(c -> seen[c] == 0 ? 0 : (double) pixels[c] / seen[c]).toArray();
    double[] sorted = Arrays.stream(frequencies).filter(each -> each > 0).sorted().toArray();
    double median = sorted.length == 0 ? 0
        : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    return Arrays.stream(frequencies).map(each -> each == 0 ? 1 : median / each).toArray();
  }
}
