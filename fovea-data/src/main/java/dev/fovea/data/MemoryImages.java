package dev.fovea.data;

import dev.fovea.image.Image;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Small pictures of one size, all in one array: the fast way for data sets like MNIST and CIFAR.
 *
 * <p>{@link MemoryLoader#images} makes whole batches of them without an object for each picture.
 */
public final class MemoryImages implements ImageClassification {
  private final String name;
  private final List<String> classes;
  private final int channels;
  private final int height;
  private final int width;
  private final byte[] pixels;
  private final int[] labels;

  /**
   * Pictures over the given arrays, which are not copied.
   *
   * @param pixels samples of 0 to 255 in the order (picture, channel, row, column)
   * @param labels the class of each picture
   * @throws DataException if the arrays do not fit together or a label names no class
   */
  public MemoryImages(
      String name, List<String> classes, int channels, int height, int width, byte[] pixels, int[] labels) {
    if (height < 1 || width < 1 || (channels != 1 && channels != 3)) {
      throw new DataException(name + ": expected pictures of at least 1 x 1 pixels and 1 or 3 channels, got "
          + height + " x " + width + " and " + channels);
    }
    if ((long) labels.length * channels * height * width != pixels.length) {
      throw new DataException(name + ": " + labels.length + " labels for pictures of " + channels + " x " + height
          + " x " + width + " samples need " + (long) labels.length * channels * height * width + " bytes, got "
          + pixels.length + "; labels and pictures belong to different files?");
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes.size()) {
        throw new DataException(name + ": picture " + i + " has the label " + labels[i] + ", expected 0 to "
            + (classes.size() - 1));
      }
    }
    this.name = name;
    this.classes = List.copyOf(classes);
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.pixels = pixels;
    this.labels = labels;
  }

  /**
   * Pictures of one size, copied into one array.
   *
   * @throws DataException if there are none, their sizes or channels differ, or a label names no class
   */
  public static MemoryImages of(String name, List<String> classes, List<Image> images, int[] labels) {
    if (images.isEmpty()) {
      throw new DataException(name + ": expected at least one picture, got none");
    }
    Image first = images.get(0);
    int channels = first.channels();
    int plane = first.width() * first.height();
    byte[] pixels = new byte[Math.multiplyExact(images.size(), channels * plane)];
    for (int i = 0; i < images.size(); i++) {
      Image image = images.get(i);
      if (image.width() != first.width() || image.height() != first.height() || image.channels() != channels) {
        throw new DataException(name + ": expected pictures of one size, but the first is " + first + " and number " + i
            + " is " + image);
      }
      for (int p = 0; p < plane; p++) {
        for (int c = 0; c < channels; c++) {
          pixels[(i * channels + c) * plane + p] = image.data()[p * channels + c];
        }
      }
    }
    return new MemoryImages(name, classes, channels, first.height(), first.width(), pixels, labels);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public int[] labels() {
    return labels.clone();
  }

  /** 1 (grey) or 3 (red, green, blue). */
  public int channels() {
    return channels;
  }

  /** Rows of a picture. */
  public int height() {
    return height;
  }

  /** Columns of a picture. */
  public int width() {
    return width;
  }

  /** The samples themselves, not a copy, in the order (picture, channel, row, column). */
  public byte[] pixels() {
    return pixels;
  }

  @Override
  public LabeledImage get(int index, RandomGenerator random) {
    Objects.checkIndex(index, labels.length);
    int plane = height * width;
    byte[] data = new byte[channels * plane];
    int from = index * data.length;
    if (channels == 1) {
      System.arraycopy(pixels, from, data, 0, plane);
    } else {
      for (int i = 0; i < plane; i++) {
        data[3 * i] = pixels[from + i];
        data[3 * i + 1] = pixels[from + plane + i];
        data[3 * i + 2] = pixels[from + 2 * plane + i];
      }
    }
    return new LabeledImage(new Image(width, height, channels, data), labels[index]);
  }

  /** A copy of the pictures at the given places, again in one array. */
  @Override
  public MemoryImages subset(int... indices) {
    int item = channels * height * width;
    byte[] chosen = new byte[Math.multiplyExact(indices.length, item)];
    int[] chosenLabels = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      int index = Objects.checkIndex(indices[i], labels.length);
      System.arraycopy(pixels, index * item, chosen, i * item, item);
      chosenLabels[i] = labels[index];
    }
    return new MemoryImages(name, classes, channels, height, width, chosen, chosenLabels);
  }

  @Override
  public MemoryImages take(int count) {
    int number = Math.min(count, labels.length);
    return new MemoryImages(name, classes, channels, height, width,
        Arrays.copyOf(pixels, number * channels * height * width), Arrays.copyOf(labels, number));
  }

  /** The channels' means and deviations over these pictures; give it the training part. */
  public Normalization normalization() {
    long[][] counts = new long[channels][256];
    int plane = height * width;
    for (int start = 0, c = 0; start < pixels.length; start += plane, c = (c + 1) % channels) {
      for (int i = start; i < start + plane; i++) {
        counts[c][pixels[i] & 0xff]++;
      }
    }
    return Normalization.fit(counts);
  }
}
