package dev.fovea.image;

/** Samples to floating point planes (channel, row, column) and back. */
final class FloatPixels {
  private FloatPixels() {}

  /**
   * Writes (sample / 255 - mean[c]) / std[c] for each channel's plane after the other.
   *
   * @param mean one value for each channel
   * @param std one value for each channel, not zero
   * @param target takes channels * height * width values from the offset on
   * @throws IllegalArgumentException if the lengths do not fit or a deviation is zero
   */
  static void write(Image image, float[] mean, float[] std, float[] target, int offset) {
    int channels = image.channels();
    byte[] data = image.data();
    if (mean.length != channels || std.length != channels) {
      throw new IllegalArgumentException("A mean and a deviation for each of " + channels + " channels are needed, but "
          + mean.length + " and " + std.length + " came. Convert the picture (toRgb, toGrey) or pass fitting ones.");
    }
    if (offset < 0 || target.length - offset < data.length) {
      throw new IllegalArgumentException("The planes of " + image + " take " + data.length + " values from " + offset
          + " on, but the target has " + target.length + ".");
    }
    int plane = image.width() * image.height();
    float[] table = new float[256];
    for (int c = 0; c < channels; c++) {
      if (std[c] == 0) {
        throw new IllegalArgumentException("The deviation of channel " + c + " is 0; it divides, so it must not be.");
      }
      for (int v = 0; v < 256; v++) {
        table[v] = (v / 255f - mean[c]) / std[c];
      }
      int to = offset + c * plane;
      for (int i = 0, from = c; i < plane; i++, from += channels) {
        target[to + i] = table[data[from] & 0xff];
      }
    }
  }

  /**
   * The picture of planes with values in [0, 1]: values outside are clamped, NaN becomes 0, and the rest is rounded to
   * the nearest of 256 levels.
   */
  static Image read(float[] planes, int channels, int height, int width) {
    byte[] data = new byte[Image.byteCount(width, height, channels)];
    if (planes.length != data.length) {
      throw new IllegalArgumentException("Planes of the shape (" + channels + ", " + height + ", " + width + ") hold "
          + data.length + " values, but " + planes.length + " came.");
    }
    int plane = width * height;
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < plane; i++) {
        float value = planes[c * plane + i];
        data[i * channels + c] = (byte) (int) (Math.min(1f, Math.max(0f, value)) * 255f + 0.5f);
      }
    }
    return new Image(width, height, channels, data);
  }
}
