package dev.fovea.data;

import dev.fovea.image.Image;
import java.util.Arrays;

/**
 * How samples of 0 to 255 become a network's inputs: {@code (sample / 255 - mean) / std}, channel by channel.
 *
 * @param mean one value a channel, in units of [0, 1]
 * @param std one value a channel, above 0
 */
public record Normalization(float[] mean, float[] std) {
  /** The values of ImageNet's training photographs, which most published weights expect (RGB). */
  public static final Normalization IMAGENET =
      new Normalization(new float[] {0.485f, 0.456f, 0.406f}, new float[] {0.229f, 0.224f, 0.225f});

  /** Checks the values. */
  public Normalization {
    if (mean.length != std.length || (mean.length != 1 && mean.length != 3)) {
      throw new IllegalArgumentException("Expected a mean and a deviation for each of 1 or 3 channels, got "
          + mean.length + " and " + std.length);
    }
    for (float deviation : std) {
      if (!(deviation > 0)) {
        throw new IllegalArgumentException("std: expected each above 0, got " + Arrays.toString(std));
      }
    }
  }

  /** To [0, 1]. */
  public static Normalization unit(int channels) {
    return of(channels, 0, 1);
  }

  /** To [-1, 1], as generators with tanh make them. */
  public static Normalization symmetric(int channels) {
    return of(channels, 0.5f, 0.5f);
  }

  private static Normalization of(int channels, float mean, float std) {
    float[] means = new float[channels];
    float[] stds = new float[channels];
    Arrays.fill(means, mean);
    Arrays.fill(stds, std);
    return new Normalization(means, stds);
  }

  /**
   * The channels' means and standard deviations over all pixels of a data set; give it the training part only.
   * A channel without variation keeps deviation 1.
   */
  public static Normalization fit(Dataset<LabeledImage> train) {
    if (train.size() == 0) {
      throw new IllegalArgumentException("Means and deviations need at least one picture, got an empty data set");
    }
    long[][] counts = new long[train.get(0).image().channels()][256];
    for (int i = 0; i < train.size(); i++) {
      Image image = train.get(i).image();
      if (image.channels() != counts.length) {
        throw new DataException("Picture " + i + " has " + image.channels() + " channels where the first has "
            + counts.length + "; convert them (toRgb, toGrey) first");
      }
      byte[] data = image.data();
      for (int s = 0; s < data.length; s++) {
        counts[s % counts.length][data[s] & 0xff]++;
      }
    }
    return fit(counts);
  }

  /** Means and deviations of each channel's histogram of sample values. */
  static Normalization fit(long[][] counts) {
    float[] means = new float[counts.length];
    float[] stds = new float[counts.length];
    for (int c = 0; c < counts.length; c++) {
      double number = 0;
      double sum = 0;
      double squares = 0;
      for (int v = 0; v < 256; v++) {
        double value = v / 255.0;
        number += counts[c][v];
        sum += counts[c][v] * value;
        squares += counts[c][v] * value * value;
      }
      double mean = sum / number;
      double variance = squares / number - mean * mean;
      means[c] = (float) mean;
      stds[c] = variance < 1e-12 ? 1 : (float) Math.sqrt(variance);
    }
    return new Normalization(means, stds);
  }

  /** The input for each sample value of each channel. */
  float[][] tables() {
    float[][] tables = new float[mean.length][256];
    for (int c = 0; c < mean.length; c++) {
      for (int v = 0; v < 256; v++) {
        tables[c][v] = (v / 255f - mean[c]) / std[c];
      }
    }
    return tables;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Normalization that && Arrays.equals(mean, that.mean) && Arrays.equals(std, that.std);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(mean) + Arrays.hashCode(std);
  }

  @Override
  public String toString() {
    return "Normalization(mean " + Arrays.toString(mean) + ", std " + Arrays.toString(std) + ")";
  }
}
