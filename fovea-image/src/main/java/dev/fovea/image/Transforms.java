package dev.fovea.image;

import java.util.List;

/** torchvision's transforms of pictures, with its names, defaults and sampling rules. */
public final class Transforms {
  private static final int ATTEMPTS = 10;

  private Transforms() {}

  /** The steps one after the other; none gives the picture back. */
  public static Transform compose(List<Transform> steps) {
    List<Transform> copy = List.copyOf(steps);
    return (image, random) -> {
      Image result = image;
      for (Transform step : copy) {
        result = step.apply(result, random);
      }
      return result;
    };
  }

  /** The shorter side to {@code size}, bilinear; see {@link Resize#resizeShorter}. */
  public static Transform resize(int size) {
    return resize(size, Interpolation.BILINEAR);
  }

  /** The shorter side to {@code size}. */
  public static Transform resize(int size, Interpolation interpolation) {
    positive("size", size);
    return (image, random) -> Resize.resizeShorter(image, size, interpolation);
  }

  /** To exactly this width and height. */
  public static Transform resize(int width, int height, Interpolation interpolation) {
    positive("width", width);
    positive("height", height);
    return (image, random) -> Resize.resize(image, width, height, interpolation);
  }

  /** The middle square; see {@link Geometry#centerCrop}. */
  public static Transform centerCrop(int size) {
    positive("size", size);
    return (image, random) -> Geometry.centerCrop(image, size, size);
  }

  /** The shorter side to {@code shorter} and then the middle square of {@code crop}, in one pass. */
  public static Transform resizeCenterCrop(int shorter, int crop, Interpolation interpolation) {
    positive("shorter", shorter);
    positive("crop", crop);
    return (image, random) -> Resize.resizeCenterCrop(image, shorter, crop, interpolation);
  }

  /** A border of {@code padding} pixels of the value {@code fill} on every side. */
  public static Transform pad(int padding, int fill) {
    range("padding", padding, 0, Integer.MAX_VALUE / 4);
    range("fill", fill, 0, 255);
    return (image, random) -> Geometry.pad(image, padding, padding, padding, padding, fill);
  }

  /**
   * A square at a place drawn evenly, after a black border of {@code padding} pixels.
   *
   * @throws IllegalArgumentException when applied to a picture that is smaller than the crop even with its border
   */
  public static Transform randomCrop(int size, int padding) {
    positive("size", size);
    range("padding", padding, 0, Integer.MAX_VALUE / 4);
    return (image, random) -> {
      Image padded = padding == 0 ? image : Geometry.pad(image, padding, padding, padding, padding, 0);
      if (padded.width() < size || padded.height() < size) {
        throw new IllegalArgumentException("A random crop of " + size + " x " + size + " needs a picture at least as "
            + "large, but " + image + " with a border of " + padding + " came. Pad more, or resize first.");
      }
      if (padded.width() == size && padded.height() == size) {
        return padded;
      }
      int y = random.nextInt(padded.height() - size + 1);
      int x = random.nextInt(padded.width() - size + 1);
      return Geometry.crop(padded, new Box(x, y, size, size));
    };
  }

  /** As the other, with an area of 0.08 to 1 and a ratio of 3/4 to 4/3, bilinear. */
  public static Transform randomResizedCrop(int size) {
    return randomResizedCrop(size, 0.08, 1, 3.0 / 4, 4.0 / 3, Interpolation.BILINEAR);
  }

  /**
   * A part of random area and ratio (width to height, drawn evenly in its logarithm), resized to a square: the usual
   * augmentation for ImageNet (Szegedy et al., 2015). After ten draws that do not fit, the largest middle part of an
   * allowed ratio.
   *
   * @param minScale smallest share of the area, above 0; maxScale the largest
   * @param minRatio smallest ratio, above 0; maxRatio the largest
   */
  public static Transform randomResizedCrop(
      int size, double minScale, double maxScale, double minRatio, double maxRatio, Interpolation interpolation) {
    positive("size", size);
    interval("scale", minScale, maxScale);
    interval("ratio", minRatio, maxRatio);
    double lowest = Math.log(minRatio);
    double highest = Math.log(maxRatio);
    return (image, random) -> {
      double area = (double) image.width() * image.height();
      for (int i = 0; i < ATTEMPTS; i++) {
        double part = area * (minScale + (maxScale - minScale) * random.nextDouble());
        double ratio = Math.exp(lowest + (highest - lowest) * random.nextDouble());
        int width = (int) Math.rint(Math.sqrt(part * ratio));
        int height = (int) Math.rint(Math.sqrt(part / ratio));
        if (width > 0 && width <= image.width() && height > 0 && height <= image.height()) {
          int y = random.nextInt(image.height() - height + 1);
          int x = random.nextInt(image.width() - width + 1);
          return Resize.resize(image, new Box(x, y, width, height), size, size, interpolation);
        }
      }
      return Resize.resize(image, middle(image, minRatio, maxRatio), size, size, interpolation);
    };
  }

  private static Box middle(Image image, double minRatio, double maxRatio) {
    int width = image.width();
    int height = image.height();
    double ratio = (double) width / height;
    if (ratio < minRatio) {
      height = (int) Math.rint(width / minRatio);
    } else if (ratio > maxRatio) {
      width = (int) Math.rint(height * maxRatio);
    }
    width = Math.max(1, width);
    height = Math.max(1, height);
    return new Box((image.width() - width) / 2, (image.height() - height) / 2, width, height);
  }

  /** Left and right exchanged with probability 1/2. */
  public static Transform randomHorizontalFlip() {
    return randomHorizontalFlip(0.5);
  }

  /** Left and right exchanged with probability p. */
  public static Transform randomHorizontalFlip(double p) {
    probability(p);
    return (image, random) -> random.nextDouble() < p ? Geometry.flipHorizontal(image) : image;
  }

  /** Upper and lower exchanged with probability p. */
  public static Transform randomVerticalFlip(double p) {
    probability(p);
    return (image, random) -> random.nextDouble() < p ? Geometry.flipVertical(image) : image;
  }

  /** Brightness, contrast, saturation and hue changed at random; see {@link ColorJitter}. */
  public static Transform colorJitter(double brightness, double contrast, double saturation, double hue) {
    return new ColorJitter(brightness, contrast, saturation, hue);
  }

  /**
   * Grey by {@link Image.Mode#GREY}.
   *
   * @param channels 1, or 3 equal ones
   */
  public static Transform grayscale(int channels) {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("Grayscale gives 1 or 3 channels, but " + channels + " came.");
    }
    return (image, random) -> channels == 1 ? image.toGrey() : image.toGrey().toRgb();
  }

  /** Turned by -degrees to +degrees about the centre, nearest pixels, size kept, corners black. */
  public static Transform randomRotation(double degrees) {
    if (!(degrees >= 0 && degrees < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("The largest turn must be at least 0 degrees, but " + degrees + " came.");
    }
    return (image, random) -> {
      double angle = -degrees + 2 * degrees * random.nextDouble();
      return Rotate.rotate(image, angle, Interpolation.NEAREST, false, new int[image.channels()]);
    };
  }

  private static void positive(String name, int value) {
    range(name, value, 1, Integer.MAX_VALUE);
  }

  private static void range(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException("The " + name + " must be " + low + " to " + high + ", but " + value
          + " came.");
    }
  }

  private static void interval(String name, double low, double high) {
    if (!(low > 0 && low <= high && high < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("The " + name + " must run from above 0 to a number not below it, but " + low
          + " to " + high + " came.");
    }
  }

  private static void probability(double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("A probability is 0 to 1, but " + p + " came.");
    }
  }
}
