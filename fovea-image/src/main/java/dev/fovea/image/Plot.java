package dev.fovea.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A chart, as a picture or as SVG. Make one with {@link XyPlot}, {@link BarPlot} or {@link HeatMapPlot}, which add the
 * data and may be changed until they are drawn.
 */
public abstract class Plot {
  static final double TITLE_SIZE = 16;
  static final double LABEL_SIZE = 12.5;
  static final double TICK_SIZE = 11.5;
  private static final double EDGE = 16;
  private static final double LEGEND_ROW = 20;
  private static final double LEGEND_MARK = 22;
  private static final double PIXELS_PER_POINT = 2;

  final String title;
  int width = 800;
  int height = 500;

  Plot(String title) {
    this.title = title;
  }

  /** A name in the legend and the number of its colour. */
  record Key(String name, int color) {}

  abstract void draw(Surface surface);

  final void size(int newWidth, int newHeight) {
    if (newWidth < 200 || newHeight < 150 || newWidth > 8000 || newHeight > 8000) {
      throw new IllegalArgumentException("A plot is 200 to 8000 points wide and 150 to 8000 high, but " + newWidth
          + " x " + newHeight + " came.");
    }
    width = newWidth;
    height = newHeight;
  }

  /** The chart as a picture of two pixels for each point of its size, so that it stays sharp on dense screens. */
  public Image toImage() {
    RasterSurface surface = new RasterSurface(width, height, PIXELS_PER_POINT);
    draw(surface);
    return surface.toImage();
  }

  /** The bytes of a PNG file of {@link #toImage}. */
  public byte[] toPng() {
    return toImage().toPng();
  }

  /** The chart as an SVG document. */
  public String toSvg() {
    SvgSurface surface = new SvgSurface(width, height);
    draw(surface);
    return surface.toSvg();
  }

  /** Writes a file by its suffix: .svg, or a picture as {@link Image#write} does. */
  public void write(Path file) throws IOException {
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".svg")) {
      Files.writeString(file, toSvg());
    } else {
      toImage().write(file);
    }
  }

  /** Draws title and legend and gives the height that they take. */
  double drawHead(Surface surface, List<Key> keys) {
    double y = EDGE;
    if (!title.isEmpty()) {
      // The room is that of normal weight; bold letters are about a tenth wider.
      String shown = fitted(surface, new String[] {title}, TITLE_SIZE * 1.1, width - 2 * EDGE)[0];
      surface.text(shown, width / 2.0, y + TITLE_SIZE * 0.85, TITLE_SIZE, true, Surface.INK, Surface.Anchor.MIDDLE, 0);
      y += TITLE_SIZE + 12;
    }
    int next = 0;
    while (next < keys.size()) {
      int end = next;
      double total = 0;
      while (end < keys.size() && (end == next || total + keyWidth(surface, keys.get(end)) <= width - 2 * EDGE)) {
        total += keyWidth(surface, keys.get(end++));
      }
      double x = (width - total) / 2 + 8;
      for (Key key : keys.subList(next, end)) {
        surface.fillRectangle(x, y + 4, LEGEND_MARK - 8, 8, Palette.color(key.color()));
        surface.text(key.name(), x + LEGEND_MARK - 2, y + 12, LABEL_SIZE, Surface.INK, Surface.Anchor.START);
        x += keyWidth(surface, key);
      }
      y += LEGEND_ROW;
      next = end;
    }
    return y + 6;
  }

  private static double keyWidth(Surface surface, Key key) {
    return LEGEND_MARK + surface.textWidth(key.name(), LABEL_SIZE, false) + 16;
  }

  /** The texts, those wider than the room cut short with an ellipsis. */
  static String[] fitted(Surface surface, String[] texts, double size, double room) {
    String[] fitted = texts.clone();
    for (int i = 0; i < fitted.length; i++) {
      for (int keep = texts[i].length() - 1; keep > 0 && surface.textWidth(fitted[i], size, false) > room; keep--) {
        fitted[i] = texts[i].substring(0, keep).stripTrailing() + "…";
      }
    }
    return fitted;
  }

  /** The width of the widest text. */
  static double widest(Surface surface, String[] texts, double size) {
    double widest = 0;
    for (String text : texts) {
      widest = Math.max(widest, surface.textWidth(text, size, false));
    }
    return widest;
  }
}
