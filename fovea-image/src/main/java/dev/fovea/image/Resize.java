package dev.fovea.image;

/** Resizing with Pillow's results: within one grey level of its {@code Image.resize}, antialiased when reducing. */
public final class Resize {
  private Resize() {}

  /**
   * The picture at another size; the picture itself if the size is already so.
   *
   * @param width new width in pixels, at least 1
   * @param height new height in pixels, at least 1
   */
  public static Image resize(Image image, int width, int height, Interpolation interpolation) {
    if (image.width() == width && image.height() == height) {
      return image;
    }
    return resize(image, Box.of(image), width, height, interpolation);
  }

  /** The part of the picture in the box, resized; the same as cropping first, without the copy. */
  public static Image resize(Image image, Box part, int width, int height, Interpolation interpolation) {
    part.checkInside(image.width(), image.height());
    Image.byteCount(width, height, image.channels());
    return Resample.resize(image, part, width, height, interpolation, new Box(0, 0, width, height));
  }

  /** The picture with its shorter side at {@code size} and its longer at {@code (int) (size * longer / shorter)}. */
  public static Image resizeShorter(Image image, int size, Interpolation interpolation) {
    return resize(image, shorterWidth(image, size), shorterHeight(image, size), interpolation);
  }

  /**
   * The same as {@link #resizeShorter} and then {@link Geometry#centerCrop}, without computing what the crop drops:
   * the usual preparation of a classifier's input.
   *
   * @param shorter size of the shorter side before the crop
   * @param crop width and height of the result
   */
  public static Image resizeCenterCrop(Image image, int shorter, int crop, Interpolation interpolation) {
    int width = shorterWidth(image, shorter);
    int height = shorterHeight(image, shorter);
    if (crop < 1 || crop > width || crop > height || (width == image.width() && height == image.height())) {
      return Geometry.centerCrop(resize(image, width, height, interpolation), crop, crop);
    }
    Box keep = new Box(Geometry.centered(width, crop), Geometry.centered(height, crop), crop, crop);
    return Resample.resize(image, Box.of(image), width, height, interpolation, keep);
  }

  private static int shorterWidth(Image image, int size) {
    return image.width() <= image.height() ? size : longer(size, image.width(), image.height());
  }

  private static int shorterHeight(Image image, int size) {
    return image.width() <= image.height() ? longer(size, image.height(), image.width()) : size;
  }

  private static int longer(int size, int longSide, int shortSide) {
    return (int) Math.min(Integer.MAX_VALUE, (long) size * longSide / shortSide);
  }
}
