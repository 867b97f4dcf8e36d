package dev.fovea.data;

import dev.fovea.image.Box;
import dev.fovea.image.Image;
import java.util.Arrays;

/**
 * What is drawn in a picture: dark strokes on a bright ground, or bright ones on a dark ground.
 *
 * <p>A pixel is ink where it is darker than its wide surroundings, so that a shadow over the paper does no harm (Bradley
 * and Roth, Adaptive Thresholding Using the Integral Image, 2007).
 */
final class Ink {
  private static final double DARKER = 0.15;
  private static final double FULL = 0.5;

  private Ink() {}

  /** Grey, 255 where there is full ink and 0 where there is none. */
  static Image of(Image picture) {
    int width = picture.width();
    int height = picture.height();
    int[] grey = unsigned(picture.toGrey().data());
    if (!isBright(grey, width, height)) {
      for (int i = 0; i < grey.length; i++) {
        grey[i] = 255 - grey[i];
      }
    }
    double[] limits = limits(grey, width, height);
    double most = 0;
    for (int i = 0; i < grey.length; i++) {
      most = Math.max(most, limits[i] - grey[i]);
    }
    byte[] ink = new byte[grey.length];
    for (int i = 0; i < grey.length && most > 0; i++) {
      ink[i] = (byte) Math.round(255 * Math.min(1, Math.max(0, (limits[i] - grey[i]) / (FULL * most))));
    }
    return new Image(width, height, 1, ink);
  }

  /** Whether the border's median is brighter than the middle between the brightest and the darkest pixel. */
  private static boolean isBright(int[] grey, int width, int height) {
    int[] border = new int[2 * (width + height)];
    int to = 0;
    for (int x = 0; x < width; x++) {
      border[to++] = grey[x];
      border[to++] = grey[(height - 1) * width + x];
    }
    for (int y = 0; y < height; y++) {
      border[to++] = grey[y * width];
      border[to++] = grey[y * width + width - 1];
    }
    Arrays.sort(border);
    int darkest = Arrays.stream(grey).min().orElse(0);
    int brightest = Arrays.stream(grey).max().orElse(0);
    return 2 * border[border.length / 2] >= darkest + brightest;
  }

  /** For each pixel, how dark it has to be: a part below the mean of a window of half the picture. */
  private static double[] limits(int[] grey, int width, int height) {
    long[] sums = new long[(width + 1) * (height + 1)];
    for (int y = 0; y < height; y++) {
      long row = 0;
      for (int x = 0; x < width; x++) {
        row += grey[y * width + x];
        sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
      }
    }
    int reach = Math.max(2, Math.max(width, height) / 4);
    double[] limits = new double[grey.length];
    for (int y = 0; y < height; y++) {
      int top = Math.max(0, y - reach);
      int bottom = Math.min(height, y + reach + 1);
      for (int x = 0; x < width; x++) {
        int left = Math.max(0, x - reach);
        int right = Math.min(width, x + reach + 1);
        long sum = sums[bottom * (width + 1) + right] - sums[top * (width + 1) + right]
            - sums[bottom * (width + 1) + left] + sums[top * (width + 1) + left];
        limits[y * width + x] = (1 - DARKER) * sum / ((bottom - top) * (right - left));
      }
    }
    return limits;
  }

  /**
   * The smallest box around the ink.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Box box(Image ink) {
    int left = ink.width();
    int right = -1;
    int top = ink.height();
    int bottom = -1;
    for (int y = 0; y < ink.height(); y++) {
      for (int x = 0; x < ink.width(); x++) {
        if (ink.get(x, y, 0) > 127) {
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = y;
        }
      }
    }
    if (right < 0) {
      throw new IllegalArgumentException("expected a drawing on a plain ground, found nothing drawn in " + ink);
    }
    return new Box(left, top, right - left + 1, bottom - top + 1);
  }

  /** With the brightest pixel at 255: thin strokes pale when they are reduced. */
  static Image stretched(Image ink) {
    int[] values = unsigned(ink.data());
    int most = Math.max(1, Arrays.stream(values).max().orElse(1));
    byte[] stretched = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      stretched[i] = (byte) Math.round(255f * values[i] / most);
    }
    return new Image(ink.width(), ink.height(), 1, stretched);
  }

  private static int[] unsigned(byte[] data) {
    int[] values = new int[data.length];
    for (int i = 0; i < data.length; i++) {
      values[i] = data[i] & 0xff;
    }
    return values;
  }
}
