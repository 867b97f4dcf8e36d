package dev.fovea.image;

import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** Colours for numbers, in 256 steps. */
public enum ColorMap {
  /** Dark violet over green to yellow, even to the eye and safe for the colour-blind (van der Walt and Smith, 2015). */
  VIRIDIS,
  /** A rainbow without jet's false edges (Mikhailov, 2019). */
  TURBO,
  /** Blue over green to red, the rainbow of old heat maps. */
  JET;

  private static final Map<ColorMap, int[]> TABLES = load();

  /** The colour 0xRRGGBB of a value in [0, 1]; values outside are clamped and NaN counts as 0. */
  public int rgb(double value) {
    return TABLES.get(this)[(int) (Math.min(1, Math.max(0, value)) * 255 + 0.5)];
  }

  /** As {@link #rgb}, for AWT. */
  public Color color(double value) {
    return new Color(rgb(value));
  }

  /** The 256 colours, 0xRRGGBB, from the lowest value to the highest. */
  public int[] table() {
    return TABLES.get(this).clone();
  }

  /**
   * An RGB picture of values, row by row.
   *
   * @param values width * height values; {@code low} gets the first colour and {@code high} the last
   * @throws IllegalArgumentException if the number of values does not fit or low is not below high
   */
  public Image paint(float[] values, int width, int height, float low, float high) {
    Image image = new Image(width, height, 3);
    if (values.length != width * height) {
      throw new IllegalArgumentException("A picture of " + width + " x " + height + " needs " + width * height
          + " values, but " + values.length + " came.");
    }
    if (!(low < high)) {
      throw new IllegalArgumentException("The lowest value must be below the highest, but " + low + " and " + high
          + " came.");
    }
    for (int i = 0; i < values.length; i++) {
      int rgb = rgb((values[i] - low) / (high - low));
      image.data()[3 * i] = (byte) (rgb >> 16);
      image.data()[3 * i + 1] = (byte) (rgb >> 8);
      image.data()[3 * i + 2] = (byte) rgb;
    }
    return image;
  }

  private static Map<ColorMap, int[]> load() {
    try (InputStream in = ColorMap.class.getResourceAsStream("colormaps.txt")) {
      if (in == null) {
        throw new IllegalStateException("colormaps.txt is missing from the jar. Build it again.");
      }
      String[] words = new String(in.readAllBytes(), StandardCharsets.US_ASCII).trim().split("\\s+");
      Map<ColorMap, int[]> tables = new EnumMap<>(ColorMap.class);
      int at = 0;
      while (at < words.length) {
        int[] table = new int[256];
        ColorMap map = valueOf(words[at++]);
        for (int i = 0; i < table.length; i++) {
          table[i] = Integer.parseInt(words[at++], 16);
        }
        tables.put(map, table);
      }
      return tables;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
