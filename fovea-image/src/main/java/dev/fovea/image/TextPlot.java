package dev.fovea.image;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;

/**
 * A text with a colour behind each letter: blue for values below 0, white for 0, orange for values above. Shows what a
 * cell of a recurrent network does while it reads (Karpathy, Johnson and Fei-Fei, 2015).
 */
public final class TextPlot extends Plot {
  private static final Color LOW = new Color(0x4c86c6);
  private static final Color HIGH = new Color(0xf28e3c);
  private static final double CELL = 9.5;
  private static final double LINE = 20;
  private static final double LETTER = 12.5;
  private static final double TITLE_LETTER = 10.5;
  private static final double MARGIN = 16;

  private record Letter(String text, double value) {}

  private final List<List<Letter>> lines = new ArrayList<>();

  /**
   * A plot of a text, as large as it and its title need.
   *
   * @param title what stands above; empty for nothing
   * @param text lines are broken where it breaks them, and after {@code columns} characters
   * @param values one for each character (code point) of the text, -1 to 1; others are clamped, NaN is 0
   * @param columns the most characters in a line, 20 to 400
   */
  public TextPlot(String title, String text, float[] values, int columns) {
    super(title);
    int[] characters = text.codePoints().toArray();
    if (values.length != characters.length || characters.length == 0) {
      throw new IllegalArgumentException("A text plot needs one value for each of one or more characters, but "
          + characters.length + " characters and " + values.length + " values came.");
    }
    if (columns < 20 || columns > 400) {
      throw new IllegalArgumentException("A text plot has 20 to 400 columns, but " + columns + " came.");
    }
    List<Letter> line = new ArrayList<>();
    for (int i = 0; i < characters.length; i++) {
      boolean breaks = characters[i] == '\n';
      line.add(new Letter(breaks ? "↵" : Character.toString(characters[i]), values[i]));
      if (breaks || line.size() == columns) {
        lines.add(line);
        line = new ArrayList<>();
      }
    }
    if (!line.isEmpty()) {
      lines.add(line);
    }
    int longest = lines.stream().mapToInt(List::size).max().orElse(0);
    double room = Math.max(longest * CELL, title.length() * TITLE_LETTER);
    size((int) Math.max(200, Math.ceil(room + 2 * MARGIN)),
        (int) Math.max(150, Math.ceil(lines.size() * LINE + 3 * MARGIN + (title.isEmpty() ? 0 : TITLE_SIZE))));
  }

  @Override
  void draw(Surface surface) {
    double y = drawHead(surface, List.of());
    for (List<Letter> line : lines) {
      double x = MARGIN;
      for (Letter letter : line) {
        surface.fillRectangle(x, y, CELL + 0.2, LINE - 3, color(letter.value));
        if (!letter.text.isBlank()) {
          Color ink = letter.text.equals("↵") ? Surface.SOFT_INK : Surface.INK;
          surface.text(letter.text, x + CELL / 2, y + LINE - 7.5, LETTER, ink, Surface.Anchor.MIDDLE);
        }
        x += CELL;
      }
      y += LINE;
    }
  }

  /** White moved towards one of the two colours. */
  private static Color color(double value) {
    double strength = Double.isNaN(value) ? 0 : Math.min(1, Math.abs(value));
    Color end = value < 0 ? LOW : HIGH;
    return new Color(mixed(end.getRed(), strength), mixed(end.getGreen(), strength), mixed(end.getBlue(), strength));
  }

  private static int mixed(int end, double strength) {
    return (int) Math.round(255 + (end - 255) * strength);
  }
}
