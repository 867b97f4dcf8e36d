package dev.fovea.image;

/** Turning a picture about its centre, with Pillow's results. */
public final class Rotate {
  private Rotate() {}

  /**
   * Turns by degrees, counter-clockwise.
   *
   * @param interpolation NEAREST, BILINEAR or BICUBIC
   * @param expand whether the result grows to hold every pixel; else it keeps the size and corners are lost
   * @param fill the value of each channel where no pixel falls, 0 to 255, one for each channel
   * @throws IllegalArgumentException for another interpolation or a fill of another length
   */
  public static Image rotate(Image image, double degrees, Interpolation interpolation, boolean expand, int... fill) {
    if (interpolation == Interpolation.BOX || interpolation == Interpolation.LANCZOS) {
      throw new IllegalArgumentException("Rotation takes NEAREST, BILINEAR or BICUBIC, but " + interpolation
          + " came.");
    }
    if (fill.length != image.channels()) {
      throw new IllegalArgumentException("Rotation of " + image + " needs a fill value for each channel, but "
          + fill.length + " came.");
    }
    double turn = degrees % 360;
    turn = turn < 0 ? turn + 360 : turn;
    if (turn == 0) {
      return image.copy();
    }
    int width = image.width();
    int height = image.height();
    if (turn == 180 || ((turn == 90 || turn == 270) && (expand || width == height))) {
      return quarters(image, (int) turn / 90);
    }
    double radians = -Math.toRadians(turn);
    double cos = round(Math.cos(radians));
    double sin = round(Math.sin(radians));
    double[] m = {cos, sin, 0, -sin, cos, 0};
    int outWidth = width;
    int outHeight = height;
    recentre(m, width / 2.0, height / 2.0, width / 2.0, height / 2.0);
    if (expand) {
      outWidth = extent(m, 0, width, height);
      outHeight = extent(m, 3, width, height);
      double[] shift = {(width - outWidth) / 2.0, (height - outHeight) / 2.0};
      m[2] += m[0] * shift[0] + m[1] * shift[1];
      m[5] += m[3] * shift[0] + m[4] * shift[1];
    }
    return Affine.map(image, outWidth, outHeight, m, interpolation, fill);
  }

  /** Pillow rounds the matrix to 15 decimals, which makes right angles exact. */
  private static double round(double value) {
    return Math.rint(value * 1e15) / 1e15;
  }

  /** Sets the shift so that the target's centre is taken from the source's. */
  private static void recentre(double[] m, double x, double y, double sourceX, double sourceY) {
    m[2] = sourceX - m[0] * x - m[1] * y;
    m[5] = sourceY - m[3] * x - m[4] * y;
  }

  private static int extent(double[] m, int row, int width, int height) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int[] corner : new int[][] {{0, 0}, {width, 0}, {width, height}, {0, height}}) {
      double place = m[row] * corner[0] + m[row + 1] * corner[1] + m[row + 2];
      low = Math.min(low, place);
      high = Math.max(high, place);
    }
    return (int) (Math.ceil(high) - Math.floor(low));
  }

  /** Quarter turns counter-clockwise, without loss. */
  private static Image quarters(Image image, int count) {
    int width = image.width();
    int height = image.height();
    boolean half = count == 2;
    Image target = new Image(half ? width : height, half ? height : width, image.channels());
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int toX = half ? width - 1 - x : count == 1 ? y : height - 1 - y;
        int toY = half ? height - 1 - y : count == 1 ? width - 1 - x : x;
        int from = (y * width + x) * image.channels();
        int to = (toY * target.width() + toX) * image.channels();
        System.arraycopy(image.data(), from, target.data(), to, image.channels());
      }
    }
    return target;
  }
}
