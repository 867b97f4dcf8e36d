package dev.fovea.data;

import dev.fovea.image.Image;
import dev.fovea.image.ImageFormatException;
import dev.fovea.image.NumberedPng;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a file of a mask holds, before it is known what its values mean.
 *
 * @param file where it is
 * @param numbers the numbers that it holds; empty if it holds colours
 * @param colors the colours that it holds, 0xRRGGBB; empty if it holds numbers
 */
record MaskFile(Path file, BitSet numbers, Set<Integer> colors) {
  private static final int MOST_COLORS = 256;

  /**
   * The mask as it is stored: a grey picture of numbers, or an RGB picture.
   *
   * @throws DataException if it cannot be read, or is a JPEG, which changes numbers
   */
  static Image read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length > 2 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xd8) {
        throw new DataException(file + " is a JPEG, whose values are not exact; save masks as PNG");
      }
      return NumberedPng.holdsNumbers(bytes) ? NumberedPng.decode(bytes) : Image.decode(bytes);
    } catch (ImageFormatException e) {
      throw new DataException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + DataException.reason(e), e);
    }
  }

  /** Reads a file and notes what it holds. */
  static MaskFile scan(Path file) {
    Image mask = read(file);
    byte[] data = mask.data();
    BitSet numbers = new BitSet(256);
    Set<Integer> colors = new TreeSet<>();
    if (mask.channels() == 1) {
      for (byte number : data) {
        numbers.set(number & 0xff);
      }
    } else {
      int before = -1;
      for (int i = 0; i < data.length && colors.size() <= MOST_COLORS; i += 3) {
        int color = color(data, i);
        if (color != before) {
          colors.add(color);
          before = color;
        }
      }
      if (colors.size() > MOST_COLORS) {
        throw new DataException(file + " has more than " + MOST_COLORS + " colours, so it is no mask of classes; was it"
            + " smoothed, or is it a picture?");
      }
    }
    return new MaskFile(file, numbers, colors);
  }

  /** Whether red, green and blue are the same everywhere. */
  boolean isGrey() {
    return colors.stream().allMatch(color -> (color & 0xff) == (color >> 8 & 0xff) && (color & 0xff) == color >> 16);
  }

  static int color(byte[] rgb, int at) {
    return (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | rgb[at + 2] & 0xff;
  }
}
