package dev.fovea.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * A raster of 8-bit samples in Java memory: 1 channel (grey) or 3 (red, green, blue, in this order).
 *
 * <p>The size never changes; the samples may. Samples stand row by row, pixel by pixel, channel by channel:
 * {@code data[(y * width + x) * channels + c]}, each a value of 0 to 255 held in a signed byte. Not synchronised:
 * share between threads only what no thread writes.
 */
public final class Image {
  /** What a decoded file is turned into. */
  public enum Mode {
    /** Three channels; grey files repeat theirs, an alpha channel is dropped. */
    RGB,
    /** One channel: (19595 R + 38470 G + 7471 B + 32768) / 65536, as Pillow's mode L. */
    GREY
  }

  private static final int JPEG_QUALITY = 95;
  private static final long MAX_FILE = 1 << 30;

  private final int width;
  private final int height;
  private final int channels;
  private final byte[] data;

  /**
   * A picture over the given samples, which are not copied.
   *
   * @param width width in pixels, at least 1
   * @param height height in pixels, at least 1
   * @param channels 1 or 3
   * @param data width * height * channels samples, row by row
   * @throws IllegalArgumentException if a size is not positive, the channels not 1 or 3, or the length does not fit
   */
  public Image(int width, int height, int channels, byte[] data) {
    if (data.length != byteCount(width, height, channels)) {
      throw new IllegalArgumentException("A picture of " + width + " x " + height + " pixels and " + channels
          + " channels needs " + byteCount(width, height, channels) + " bytes, but " + data.length
          + " came. Check the order of width and height.");
    }
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.data = data;
  }

  /** A black picture; sizes as in the other constructor. */
  public Image(int width, int height, int channels) {
    this(width, height, channels, new byte[byteCount(width, height, channels)]);
  }

  static int byteCount(int width, int height, int channels) {
    if (width < 1 || height < 1 || (channels != 1 && channels != 3)) {
      throw new IllegalArgumentException("A picture needs a width and height of at least 1 and 1 or 3 channels, but "
          + width + " x " + height + " with " + channels + " channels came.");
    }
    long count = (long) width * height * channels;
    if (count > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("A picture of " + width + " x " + height + " pixels with " + channels
          + " channels takes more bytes than an array holds. Resize or crop it to fewer pixels.");
    }
    return (int) count;
  }

  /** Reads a JPEG, PNG, WebP, BMP, TIFF or GIF file (first frame) as RGB, with its EXIF orientation applied. */
  public static Image read(Path file) throws IOException {
    return read(file, Mode.RGB);
  }

  /**
   * Reads a JPEG, PNG, WebP, BMP, TIFF or GIF file (first frame), with its EXIF orientation applied. Samples of 16 bits
   * keep their high 8; an alpha channel is dropped; CMYK becomes RGB by Pillow's formula.
   *
   * @throws ImageFormatException if the file is not a whole picture of a known format
   * @throws IOException if the file cannot be read at all
   */
  public static Image read(Path file, Mode mode) throws IOException {
    try {
      long size = Files.size(file);
      if (size > MAX_FILE) {
        throw new ImageFormatException("It has " + size + " bytes, more than the limit of " + MAX_FILE + ".");
      }
      return decode(Files.readAllBytes(file), mode);
    } catch (ImageFormatException e) {
      throw e.in(file.toString());
    }
  }

  /** As {@link #read(Path)}, of a file's bytes. */
  public static Image decode(byte[] file) {
    return decode(file, Mode.RGB);
  }

  /** As {@link #read(Path, Mode)}, of a file's bytes. */
  public static Image decode(byte[] file, Mode mode) {
    Image rgb = ImageCodec.decode(file);
    return mode == Mode.GREY ? rgb.toGrey() : rgb;
  }

  /**
   * Writes a PNG or, of quality 95, a JPEG file by the name's suffix: .png, .jpg or .jpeg.
   *
   * @throws IllegalArgumentException if the suffix is another
   */
  public void write(Path file) throws IOException {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".png")) {
      Files.write(file, toPng());
    } else if (name.endsWith(".jpg") || name.endsWith(".jpeg")) {
      Files.write(file, toJpeg(JPEG_QUALITY));
    } else {
      throw new IllegalArgumentException("The picture cannot be written to " + file
          + ": expected a name that ends in .png, .jpg or .jpeg. Rename the target.");
    }
  }

  /** The bytes of a PNG file. */
  public byte[] toPng() {
    return ImageCodec.encode(this, ".png", JPEG_QUALITY);
  }

  /** The bytes of a JPEG file; quality 1 to 100. */
  public byte[] toJpeg(int quality) {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("The quality of a JPEG is 1 to 100, but " + quality + " came.");
    }
    return ImageCodec.encode(this, ".jpg", quality);
  }

  /** The picture of an AWT image: grey of TYPE_BYTE_GRAY, RGB of every other; transparency is dropped. */
  public static Image fromBufferedImage(BufferedImage source) {
    return AwtImages.fromBufferedImage(source);
  }

  /** A copy for AWT: TYPE_BYTE_GRAY of a grey picture, TYPE_3BYTE_BGR of an RGB one. */
  public BufferedImage toBufferedImage() {
    return AwtImages.toBufferedImage(this);
  }

  /** Width in pixels. */
  public int width() {
    return width;
  }

  /** Height in pixels. */
  public int height() {
    return height;
  }

  /** 1 or 3. */
  public int channels() {
    return channels;
  }

  /** The samples themselves, not a copy. */
  public byte[] data() {
    return data;
  }

  /** One sample, 0 to 255. */
  public int get(int x, int y, int channel) {
    return data[index(x, y, channel)] & 0xff;
  }

  /** Sets one sample, 0 to 255. */
  public void set(int x, int y, int channel, int value) {
    if (value < 0 || value > 255) {
      throw new IllegalArgumentException("A sample is 0 to 255, but " + value + " came.");
    }
    data[index(x, y, channel)] = (byte) value;
  }

  private int index(int x, int y, int channel) {
    if (x < 0 || x >= width || y < 0 || y >= height || channel < 0 || channel >= channels) {
      throw new IndexOutOfBoundsException("Pixel (" + x + ", " + y + ") channel " + channel + " lies outside " + this);
    }
    return (y * width + x) * channels + channel;
  }

  /** A picture of the same samples in an array of its own. */
  public Image copy() {
    return new Image(width, height, channels, data.clone());
  }

  /** The RGB picture; itself if it is one already. */
  public Image toRgb() {
    if (channels == 3) {
      return this;
    }
    byte[] rgb = new byte[byteCount(width, height, 3)];
    for (int i = 0; i < data.length; i++) {
      rgb[3 * i] = data[i];
      rgb[3 * i + 1] = data[i];
      rgb[3 * i + 2] = data[i];
    }
    return new Image(width, height, 3, rgb);
  }

  /** The grey picture by the formula of {@link Mode#GREY}; itself if it is one already. */
  public Image toGrey() {
    if (channels == 1) {
      return this;
    }
    byte[] grey = new byte[data.length / 3];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) luma(data, 3 * i);
    }
    return new Image(width, height, 1, grey);
  }

  static int luma(byte[] rgb, int at) {
    return ((rgb[at] & 0xff) * 19595 + (rgb[at + 1] & 0xff) * 38470 + (rgb[at + 2] & 0xff) * 7471 + 0x8000) >> 16;
  }

  /** Samples as floats in planes; see {@link FloatPixels#write}. */
  public float[] toFloatChw(float[] mean, float[] std) {
    float[] planes = new float[data.length];
    FloatPixels.write(this, mean, std, planes, 0);
    return planes;
  }

  /** Writes the planes into an array from an offset on; see {@link FloatPixels#write}. */
  public void toFloatChw(float[] mean, float[] std, float[] target, int offset) {
    FloatPixels.write(this, mean, std, target, offset);
  }

  /** The picture of planes with values in [0, 1]; see {@link FloatPixels#read}. */
  public static Image fromFloatChw(float[] planes, int channels, int height, int width) {
    return FloatPixels.read(planes, channels, height, width);
  }

  /** Same size, channels and samples. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Image image && width == image.width && height == image.height
        && channels == image.channels && Arrays.equals(data, image.data);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + channels) + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "Image(" + width + " x " + height + ", " + (channels == 1 ? "grey" : "RGB") + ")";
  }
}
