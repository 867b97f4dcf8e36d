package dev.fovea.image;

import java.util.function.IntUnaryOperator;

/** Changes of each sample by its value alone, or by how often values come in its channel, with Pillow's results. */
public final class Tones {
  private static final int HALF = 128;

  private Tones() {}

  /** Light and dark exchanged: 255 - v. */
  public static Image invert(Image image) {
    return mapped(image, v -> 255 - v);
  }

  /**
   * Keeps the highest bits of every sample.
   *
   * @param bits 0 (all black) to 8 (as it is)
   */
  public static Image posterize(Image image, int bits) {
    if (bits < 0 || bits > 8) {
      throw new IllegalArgumentException("Posterizing keeps 0 to 8 bits, but " + bits + " came.");
    }
    int mask = 0xff & -1 << 8 - bits;
    return mapped(image, v -> v & mask);
  }

  /**
   * Inverts what is at least as light as a threshold.
   *
   * @param threshold 0 (inverts all) to 256 (inverts nothing)
   */
  public static Image solarize(Image image, int threshold) {
    return mapped(image, v -> v < threshold ? v : 255 - v);
  }

  /** Makes the darker half of all values (below 128) lighter by an amount, at most white. */
  public static Image solarizeAdd(Image image, int amount) {
    return mapped(image, v -> v < HALF ? clipped(v + amount) : v);
  }

  /** Stretches each channel so that its darkest value becomes 0 and its lightest 255. */
  public static Image autoContrast(Image image) {
    return byChannel(image, counts -> {
      int low = 0;
      int high = 255;
      while (counts[low] == 0) {
        low++;
      }
      while (counts[high] == 0) {
        high--;
      }
      if (high == low) {
        return v -> v;
      }
      double scale = 255.0 / (high - low);
      double offset = -low * scale;
      return v -> clipped((int) (v * scale + offset));
    });
  }

  /** Spreads each channel's values so that all of them come about equally often (histogram equalisation). */
  public static Image equalize(Image image) {
    return byChannel(image, counts -> {
      int last = 255;
      while (counts[last] == 0) {
        last--;
      }
      long total = 0;
      for (long count : counts) {
        total += count;
      }
      long step = (total - counts[last]) / 255;
      if (step == 0) {
        return v -> v;
      }
      int[] table = new int[256];
      long sum = step / 2;
      for (int v = 0; v < table.length; v++) {
        table[v] = (int) Math.min(255, sum / step);
        sum += counts[v];
      }
      return v -> table[v];
    });
  }

  /** How a channel's values change, given how often each comes in it. */
  private interface Curve {
    IntUnaryOperator of(long[] counts);
  }

  private static Image byChannel(Image image, Curve curve) {
    int channels = image.channels();
    byte[] from = image.data();
    byte[] out = new byte[from.length];
    for (int c = 0; c < channels; c++) {
      long[] counts = new long[256];
      for (int i = c; i < from.length; i += channels) {
        counts[from[i] & 0xff]++;
      }
      byte[] table = table(curve.of(counts));
      for (int i = c; i < from.length; i += channels) {
        out[i] = table[from[i] & 0xff];
      }
    }
    return new Image(image.width(), image.height(), channels, out);
  }

  /** Every sample changed by a function of its value. */
  static Image mapped(Image image, IntUnaryOperator change) {
    byte[] table = table(change);
    byte[] from = image.data();
    byte[] out = new byte[from.length];
    for (int i = 0; i < from.length; i++) {
      out[i] = table[from[i] & 0xff];
    }
    return new Image(image.width(), image.height(), image.channels(), out);
  }

  private static byte[] table(IntUnaryOperator change) {
    byte[] table = new byte[256];
    for (int v = 0; v < 256; v++) {
      table[v] = (byte) change.applyAsInt(v);
    }
    return table;
  }

  private static int clipped(int value) {
    return Math.min(255, Math.max(0, value));
  }
}
