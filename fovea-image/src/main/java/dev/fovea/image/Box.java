package dev.fovea.image;

/**
 * A rectangle of pixels.
 *
 * @param x left edge
 * @param y upper edge
 * @param width width in pixels, at least 1
 * @param height height in pixels, at least 1
 */
public record Box(int x, int y, int width, int height) {
  /** Checks the size. */
  public Box {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("A rectangle needs a width and height of at least 1, but " + width + " x "
          + height + " came.");
    }
  }

  /** The whole of a picture. */
  public static Box of(Image image) {
    return new Box(0, 0, image.width(), image.height());
  }

  /** Refuses a rectangle that does not lie inside a picture of the given size. */
  void checkInside(int imageWidth, int imageHeight) {
    if (x < 0 || y < 0 || (long) x + width > imageWidth || (long) y + height > imageHeight) {
      throw new IllegalArgumentException(this + " does not lie inside a picture of " + imageWidth + " x " + imageHeight
          + " pixels. Choose a smaller rectangle, or pad the picture first.");
    }
  }
}
