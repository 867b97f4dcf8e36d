package dev.fovea.image;

/**
 * Brightness, contrast, saturation, sharpness and hue with torchvision's results on 8-bit pictures (Pillow's
 * arithmetic). A grey picture has no saturation and no hue: those two give it back as it is.
 */
public final class Adjust {
  private Adjust() {}

  /** Blends with black: factor 0 gives black, 1 the picture, above 1 a brighter one. */
  public static Image brightness(Image image, double factor) {
    checkFactor(factor);
    return Tones.mapped(image, v -> blend(0, v, (float) factor));
  }

  /** Blends with the mean grey: factor 0 gives a plain grey, 1 the picture, above 1 a stronger one. */
  public static Image contrast(Image image, double factor) {
    checkFactor(factor);
    byte[] data = image.data();
    long sum = 0;
    for (int i = 0; i < data.length; i += image.channels()) {
      sum += image.channels() == 3 ? Image.luma(data, i) : data[i] & 0xff;
    }
    int mean = (int) ((double) sum / ((long) image.width() * image.height()) + 0.5);
    return Tones.mapped(image, v -> blend(mean, v, (float) factor));
  }

  /** Blends with the grey picture: factor 0 gives grey, 1 the picture, above 1 more colourful ones. */
  public static Image saturation(Image image, double factor) {
    checkFactor(factor);
    if (image.channels() == 1) {
      return image.copy();
    }
    byte[] from = image.data();
    byte[] out = new byte[from.length];
    for (int i = 0; i < from.length; i += 3) {
      int grey = Image.luma(from, i);
      for (int c = 0; c < 3; c++) {
        out[i + c] = blend(grey, from[i + c] & 0xff, (float) factor);
      }
    }
    return new Image(image.width(), image.height(), 3, out);
  }

  /**
   * Blends with a softened picture: factor 0 gives the soft one, 1 the picture, above 1 a sharper one. Pixels at the
   * border are as they were.
   */
  public static Image sharpness(Image image, double factor) {
    checkFactor(factor);
    int channels = image.channels();
    int row = image.width() * channels;
    byte[] from = image.data();
    byte[] out = from.clone();
    for (int y = 1; y < image.height() - 1; y++) {
      for (int i = y * row + channels; i < (y + 1) * row - channels; i++) {
        int sum = 4 * (from[i] & 0xff);
        for (int line = i - row; line <= i + row; line += row) {
          sum += (from[line - channels] & 0xff) + (from[line] & 0xff) + (from[line + channels] & 0xff);
        }
        out[i] = blend((2 * sum + 13) / 26, from[i] & 0xff, (float) factor);
      }
    }
    return new Image(image.width(), image.height(), channels, out);
  }

  /**
   * Turns the hue.
   *
   * @param turn share of the colour circle, -0.5 to 0.5
   */
  public static Image hue(Image image, double turn) {
    if (!(turn >= -0.5 && turn <= 0.5)) {
      throw new IllegalArgumentException("The hue turns by -0.5 to 0.5 of the circle, but " + turn + " came.");
    }
    if (image.channels() == 1) {
      return image.copy();
    }
    int shift = (int) (turn * 255);
    byte[] from = image.data();
    byte[] out = new byte[from.length];
    for (int i = 0; i < from.length; i += 3) {
      turnPixel(from, out, i, shift);
    }
    return new Image(image.width(), image.height(), 3, out);
  }

  private static void checkFactor(double factor) {
    if (!(factor >= 0 && factor <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException("The factor must be at least 0 and finite, but " + factor + " came.");
    }
  }

  private static byte blend(int plain, int value, float factor) {
    float mixed = plain + factor * (value - plain);
    return (byte) (mixed <= 0 ? 0 : mixed >= 255 ? 255 : (int) mixed);
  }

  /** One pixel to 8-bit hue, saturation and value, the hue shifted, and back. */
  private static void turnPixel(byte[] from, byte[] out, int at, int shift) {
    int r = from[at] & 0xff;
    int g = from[at + 1] & 0xff;
    int b = from[at + 2] & 0xff;
    int value = Math.max(r, Math.max(g, b));
    int low = Math.min(r, Math.min(g, b));
    float range = value - low;
    int saturation = value == low ? 0 : (int) (range / value * 255.0);
    if (saturation == 0) {
      out[at] = out[at + 1] = out[at + 2] = (byte) value;
      return;
    }
    int hue = hue(r, g, b, value, range) + shift & 0xff;
    double place = hue * 6.0f / 255.0;
    int sector = (int) Math.floor(place);
    float rest = (float) (place - sector);
    float strength = saturation / 255f;
    int p = round(value * (1.0 - strength));
    int q = round(value * (1.0 - strength * rest));
    int t = round(value * (1.0 - strength * (1.0 - rest)));
    switch (sector % 6) {
      case 0 -> put(out, at, value, t, p);
      case 1 -> put(out, at, q, value, p);
      case 2 -> put(out, at, p, value, t);
      case 3 -> put(out, at, p, q, value);
      case 4 -> put(out, at, t, p, value);
      default -> put(out, at, value, p, q);
    }
  }

  private static int hue(int r, int g, int b, int value, float range) {
    float red = (value - r) / range;
    float green = (value - g) / range;
    float blue = (value - b) / range;
    float sixths;
    if (r == value) {
      sixths = blue - green;
    } else if (g == value) {
      sixths = (float) (2.0 + red - blue);
    } else {
      sixths = (float) (4.0 + green - red);
    }
    return (int) ((float) ((sixths / 6.0 + 1.0) % 1.0) * 255.0);
  }

  private static int round(double value) {
    return Math.min(255, Math.max(0, (int) Math.round(value)));
  }

  private static void put(byte[] out, int at, int r, int g, int b) {
    out[at] = (byte) r;
    out[at + 1] = (byte) g;
    out[at + 2] = (byte) b;
  }
}
