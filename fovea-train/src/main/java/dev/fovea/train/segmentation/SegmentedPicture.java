package dev.fovea.train.segmentation;

import dev.fovea.image.ClassColors;
import dev.fovea.image.Image;
import dev.fovea.image.NumberedPng;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a segmenter sees in a picture.
 *
 * @param mask a grey picture of class numbers, of the picture's size
 * @param classes names by class number
 * @param palette colours by class number
 */
public record SegmentedPicture(Image mask, List<String> classes, ClassColors palette) {
  private static final double TINT = 0.55;

  /** The share of the pixels that each class has. */
  public double[] shares() {
    long[] counts = new long[classes.size()];
    for (byte number : mask.data()) {
      counts[number & 0xff]++;
    }
    return IntStream.range(0, counts.length).mapToDouble(i -> (double) counts[i] / mask.data().length).toArray();
  }

  /** The classes that are there, the largest first. */
  public List<Integer> present() {
    double[] shares = shares();
    return IntStream.range(0, shares.length).filter(i -> shares[i] > 0).boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -shares[i])).toList();
  }

  /** The picture tinted by class, with a legend below it. */
  public Image overlay(Image picture) {
    return palette.withLegend(palette.over(picture, mask, TINT), present(), classes);
  }

  /** The bytes of a PNG file of class numbers, shown in the classes' colours. */
  public byte[] toPng() {
    return NumberedPng.encode(mask, palette.colors());
  }
}
