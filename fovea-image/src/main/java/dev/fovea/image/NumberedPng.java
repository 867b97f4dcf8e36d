package dev.fovea.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * PNG files whose samples are numbers rather than colours, as masks of classes are kept: places in a palette, or plain
 * grey values. {@link Image#read} would give the palette's colours, and grey values of 1, 2 or 4 bits stretched.
 */
public final class NumberedPng {
  private static final int COLOR_TYPE = 25;
  private static final int COLORS = 256;

  private NumberedPng() {}

  /** Whether the bytes are a PNG file of palette or grey samples, with or without transparency. */
  public static boolean holdsNumbers(byte[] file) {
    return new Bytes(file, true).has(0, PngHeader.SIGNATURE) && file.length > COLOR_TYPE
        && (file[COLOR_TYPE] == 0 || file[COLOR_TYPE] == 3 || file[COLOR_TYPE] == 4);
  }

  /**
   * The numbers as a grey picture: sample for sample what the file holds.
   *
   * @throws ImageFormatException if it is no whole PNG file of numbers, or one of them is above 255
   */
  public static Image decode(byte[] file) {
    if (!holdsNumbers(file)) {
      throw new ImageFormatException("It holds colours, not numbers: expected a PNG file of palette or grey samples.");
    }
    PngHeader.read(file);
    try {
      BufferedImage decoded = ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(file)));
      if (decoded == null) {
        throw new ImageFormatException("Its PNG data are of a kind that is not decoded.");
      }
      return numbers(decoded.getRaster());
    } catch (ImageFormatException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new ImageFormatException("Its PNG data are damaged (" + e.getMessage() + ").", e);
    }
  }

  private static Image numbers(Raster raster) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] numbers = new byte[Image.byteCount(width, height, 1)];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        if (row[x] > 255) {
          throw new ImageFormatException("It holds the number " + row[x] + " at (" + x + ", " + y
              + "); numbers up to 255 are read.");
        }
        numbers[y * width + x] = (byte) row[x];
      }
    }
    return new Image(width, height, 1, numbers);
  }

  /**
   * The bytes of a PNG file with a palette: programs show the colours, and those that ask for samples get the numbers.
   *
   * @param numbers a grey picture
   * @param colors the colour of each number from 0 on, 0xRRGGBB, at most 256; other numbers are black
   */
  public static byte[] encode(Image numbers, List<Integer> colors) {
    if (numbers.channels() != 1 || colors.size() > COLORS) {
      throw new IllegalArgumentException("A numbered PNG needs a grey picture and at most " + COLORS + " colours, but "
          + numbers + " and " + colors.size() + " came.");
    }
    byte[][] channels = new byte[3][COLORS];
    for (int i = 0; i < colors.size(); i++) {
      channels[0][i] = (byte) (colors.get(i) >> 16);
      channels[1][i] = (byte) (colors.get(i) >> 8);
      channels[2][i] = (byte) (int) colors.get(i);
    }
    BufferedImage target = new BufferedImage(numbers.width(), numbers.height(), BufferedImage.TYPE_BYTE_INDEXED,
        new IndexColorModel(8, COLORS, channels[0], channels[1], channels[2]));
    target.getRaster().setDataElements(0, 0, numbers.width(), numbers.height(), numbers.data());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(target, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("A picture of " + numbers + " could not be encoded", e);
    }
    return bytes.toByteArray();
  }
}
