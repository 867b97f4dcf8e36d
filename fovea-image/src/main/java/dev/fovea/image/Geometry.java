package dev.fovea.image;

import java.util.Arrays;

/** Cutting, padding and mirroring; every method gives a new picture and leaves the given one as it is. */
public final class Geometry {
  private Geometry() {}

  /** The pixels in the box, which must lie inside the picture. */
  public static Image crop(Image image, Box box) {
    box.checkInside(image.width(), image.height());
    int channels = image.channels();
    int rowLength = box.width() * channels;
    byte[] out = new byte[box.height() * rowLength];
    for (int y = 0; y < box.height(); y++) {
      int from = ((box.y() + y) * image.width() + box.x()) * channels;
      System.arraycopy(image.data(), from, out, y * rowLength, rowLength);
    }
    return new Image(box.width(), box.height(), channels, out);
  }

  /**
   * The middle of the picture, placed as torchvision places it: an odd rest is halved to the even number. A picture
   * smaller than the crop is padded with black first, the odd pixel to the right and below.
   */
  public static Image centerCrop(Image image, int width, int height) {
    Image source = image;
    int missingX = Math.max(0, width - image.width());
    int missingY = Math.max(0, height - image.height());
    if (missingX > 0 || missingY > 0) {
      source = pad(image, missingX / 2, missingY / 2, (missingX + 1) / 2, (missingY + 1) / 2, 0);
    }
    Box box = new Box(centered(source.width(), width), centered(source.height(), height), width, height);
    return crop(source, box);
  }

  static int centered(int size, int crop) {
    return (int) Math.rint((size - crop) / 2.0);
  }

  /**
   * The picture with a border.
   *
   * @param left width of the left border in pixels, at least 0; so the others
   * @param fill value of every channel in the border, 0 to 255
   */
  public static Image pad(Image image, int left, int top, int right, int bottom, int fill) {
    if (left < 0 || top < 0 || right < 0 || bottom < 0 || fill < 0 || fill > 255) {
      throw new IllegalArgumentException("Padding needs borders of at least 0 and a fill of 0 to 255, but left " + left
          + ", top " + top + ", right " + right + ", bottom " + bottom + " and fill " + fill + " came.");
    }
    int channels = image.channels();
    int width = Math.addExact(image.width(), Math.addExact(left, right));
    int height = Math.addExact(image.height(), Math.addExact(top, bottom));
    byte[] out = new byte[Image.byteCount(width, height, channels)];
    if (fill != 0) {
      Arrays.fill(out, (byte) fill);
    }
    int rowLength = image.width() * channels;
    for (int y = 0; y < image.height(); y++) {
      System.arraycopy(image.data(), y * rowLength, out, ((top + y) * width + left) * channels, rowLength);
    }
    return new Image(width, height, channels, out);
  }

  /** Left and right exchanged. */
  public static Image flipHorizontal(Image image) {
    int width = image.width();
    int channels = image.channels();
    byte[] from = image.data();
    byte[] out = new byte[from.length];
    for (int y = 0; y < image.height(); y++) {
      int source = y * width * channels;
      int target = source + (width - 1) * channels;
      for (int x = 0; x < width; x++, source += channels, target -= channels) {
        for (int c = 0; c < channels; c++) {
          out[target + c] = from[source + c];
        }
      }
    }
    return new Image(width, image.height(), channels, out);
  }

  /** Upper and lower exchanged. */
  public static Image flipVertical(Image image) {
    int rowLength = image.width() * image.channels();
    byte[] out = new byte[image.data().length];
    for (int y = 0; y < image.height(); y++) {
      System.arraycopy(image.data(), y * rowLength, out, (image.height() - 1 - y) * rowLength, rowLength);
    }
    return new Image(image.width(), image.height(), image.channels(), out);
  }
}
