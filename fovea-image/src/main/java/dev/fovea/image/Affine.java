package dev.fovea.image;

/**
 * Shearing, shifting and any other affine map of a picture, with the results of Pillow's {@code transform}.
 *
 * <p>A map takes places of the result to places of the picture, both measured from the left top corner, so that the
 * middle of the first pixel is (0.5, 0.5). Where the picture has no pixel, the result has the fill: values of 0 to 255,
 * one for each channel.
 */
public final class Affine {
  private static final double FIXED = 65_536;
  /** Pillow counts in 16 + 16 bits where all places fit into them. */
  private static final double FIXED_REACH = 32_768;

  private Affine() {}

  /** Moves each row to the left by {@code factor} times its distance from the top. */
  public static Image shearX(Image image, double factor, Interpolation interpolation, int... fill) {
    return map(image, image.width(), image.height(), new double[] {1, factor, 0, 0, 1, 0}, interpolation, fill);
  }

  /** Moves each column up by {@code factor} times its distance from the left side. */
  public static Image shearY(Image image, double factor, Interpolation interpolation, int... fill) {
    return map(image, image.width(), image.height(), new double[] {1, 0, 0, factor, 1, 0}, interpolation, fill);
  }

  /** Moves the picture to the left by {@code x} pixels and up by {@code y}; fractions are allowed. */
  public static Image translate(Image image, double x, double y, Interpolation interpolation, int... fill) {
    return map(image, image.width(), image.height(), new double[] {1, 0, x, 0, 1, y}, interpolation, fill);
  }

  /**
   * The picture read at (m0 x + m1 y + m2, m3 x + m4 y + m5) for each place (x, y) of the result.
   *
   * @param width of the result in pixels; height likewise
   * @param m six numbers
   * @param interpolation NEAREST, BILINEAR or BICUBIC (here with a = -1)
   * @throws IllegalArgumentException for another interpolation, or a fill or map of another length
   */
  public static Image map(Image image, int width, int height, double[] m, Interpolation interpolation, int... fill) {
    int taps = switch (interpolation) {
      case NEAREST -> 1;
      case BILINEAR -> 2;
      case BICUBIC -> 4;
      default -> throw new IllegalArgumentException("An affine map takes NEAREST, BILINEAR or BICUBIC, but "
          + interpolation + " came.");
    };
    if (fill.length != image.channels() || m.length != 6) {
      throw new IllegalArgumentException("An affine map of " + image + " needs a fill value for each channel and six "
          + "numbers, but " + fill.length + " and " + m.length + " came.");
    }
    byte[] out = new byte[Image.byteCount(width, height, image.channels())];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) fill[i % fill.length];
    }
    Image target = new Image(width, height, image.channels(), out);
    if (taps > 1) {
      smooth(image, target, m, taps);
    } else if (m[1] == 0 && m[3] == 0) {
      nearestUpright(image, target, m);
    } else if (fits(m, 0, width, height) && fits(m, 3, width, height)) {
      nearestFixed(image, target, m);
    } else {
      nearest(image, target, m);
    }
    return target;
  }

  private static boolean fits(double[] m, int row, int width, int height) {
    return Math.abs(m[row + 2]) < FIXED_REACH
        && Math.abs(m[row] * width + m[row + 1] * height + m[row + 2]) < FIXED_REACH
        && Math.abs(m[row] * width + m[row + 2]) < FIXED_REACH
        && Math.abs(m[row + 1] * height + m[row + 2]) < FIXED_REACH;
  }

  /** Rows and columns stay such; each place follows from the one before it, as the rounding of Pillow does. */
  private static void nearestUpright(Image image, Image target, double[] m) {
    int[] columns = places(target.width(), m[2] + m[0] * 0.5, m[0], image.width());
    int[] rows = places(target.height(), m[5] + m[4] * 0.5, m[4], image.height());
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < columns.length; x++) {
        if (rows[y] >= 0 && columns[x] >= 0) {
          copy(image, target, columns[x], rows[y], x, y);
        }
      }
    }
  }

  private static int[] places(int count, double start, double step, int size) {
    int[] places = new int[count];
    double place = start;
    for (int i = 0; i < count; i++, place += step) {
      places[i] = place >= 0 && place < size ? (int) place : -1;
    }
    return places;
  }

  private static void nearestFixed(Image image, Image target, double[] m) {
    long stepX = fixed(m[0]);
    long stepY = fixed(m[3]);
    long startX = fixed(m[2] + m[0] * 0.5 + m[1] * 0.5);
    long startY = fixed(m[5] + m[3] * 0.5 + m[4] * 0.5);
    for (int y = 0; y < target.height(); y++) {
      long placeX = startX;
      long placeY = startY;
      for (int x = 0; x < target.width(); x++) {
        copyInside(image, target, placeX >> 16, placeY >> 16, x, y);
        placeX += stepX;
        placeY += stepY;
      }
      startX += fixed(m[1]);
      startY += fixed(m[4]);
    }
  }

  private static long fixed(double value) {
    return (long) Math.floor(value * FIXED + 0.5);
  }

  private static void nearest(Image image, Image target, double[] m) {
    for (int y = 0; y < target.height(); y++) {
      for (int x = 0; x < target.width(); x++) {
        double placeX = m[0] * (x + 0.5) + m[1] * (y + 0.5) + m[2];
        double placeY = m[3] * (x + 0.5) + m[4] * (y + 0.5) + m[5];
        copyInside(image, target, (long) Math.floor(placeX), (long) Math.floor(placeY), x, y);
      }
    }
  }

  private static void copyInside(Image image, Image target, long fromX, long fromY, int x, int y) {
    if (fromX >= 0 && fromX < image.width() && fromY >= 0 && fromY < image.height()) {
      copy(image, target, (int) fromX, (int) fromY, x, y);
    }
  }

  private static void copy(Image image, Image target, int fromX, int fromY, int x, int y) {
    int channels = image.channels();
    System.arraycopy(image.data(), (fromY * image.width() + fromX) * channels, target.data(),
        (y * target.width() + x) * channels, channels);
  }

  /** Mixes the nearest {@code taps} x {@code taps} pixels; beyond the border those at the border count again. */
  private static void smooth(Image image, Image target, double[] m, int taps) {
    int channels = image.channels();
    byte[] data = image.data();
    int[] columns = new int[taps];
    int[] rows = new int[taps];
    double[] line = new double[taps];
    double[] lines = new double[taps];
    int to = 0;
    for (int y = 0; y < target.height(); y++) {
      for (int x = 0; x < target.width(); x++, to += channels) {
        double placeX = m[0] * (x + 0.5) + m[1] * (y + 0.5) + m[2];
        double placeY = m[3] * (x + 0.5) + m[4] * (y + 0.5) + m[5];
        if (placeX < 0 || placeX >= image.width() || placeY < 0 || placeY >= image.height()) {
          continue;
        }
        double shareX = around(placeX - 0.5, columns, image.width(), channels);
        double shareY = around(placeY - 0.5, rows, image.height(), image.width() * channels);
        for (int c = 0; c < channels; c++) {
          for (int row = 0; row < taps; row++) {
            for (int column = 0; column < taps; column++) {
              line[column] = data[rows[row] + columns[column] + c] & 0xff;
            }
            lines[row] = mix(line, shareX);
          }
          double value = mix(lines, shareY);
          target.data()[to + c] = (byte) (value <= 0 ? 0 : value >= 255 ? 255 : (int) value);
        }
      }
    }
  }

  /** Where the pixels around a place begin in the data, and how far the place is from the one before it. */
  private static double around(double place, int[] offsets, int size, int step) {
    int before = (int) Math.floor(place);
    int first = before - offsets.length / 2 + 1;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = Math.min(size - 1, Math.max(0, first + i)) * step;
    }
    return place - before;
  }

  /** Linear between two values, or the cubic through the middle two of four. */
  private static double mix(double[] v, double share) {
    if (v.length == 2) {
      return v[0] + (v[1] - v[0]) * share;
    }
    double slope = v[2] - v[0];
    double square = 2 * (v[0] - v[1]) + v[2] - v[3];
    double cube = v[1] - v[0] - v[2] + v[3];
    return v[1] + share * (slope + share * (square + share * cube));
  }
}
