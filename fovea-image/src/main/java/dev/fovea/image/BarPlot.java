package dev.fovea.image;

import java.util.ArrayList;
import java.util.List;

/** Bars for named kinds, in groups if there are several series. */
public final class BarPlot extends Plot {
  private static final double GROUP_SHARE = 0.76;

  private record Series(String name, double[] values) {}

  private final List<String> categories;
  private final List<Series> series = new ArrayList<>();
  private String xLabel = "";
  private String yLabel = "";
  private boolean showValues;

  /**
   * An empty chart of 800 x 500 points.
   *
   * @param categories the names along the horizontal axis, at least one
   */
  public BarPlot(String title, List<String> categories) {
    super(title);
    if (categories.isEmpty()) {
      throw new IllegalArgumentException("A bar chart needs at least one category, but none came.");
    }
    this.categories = List.copyOf(categories);
  }

  /**
   * Adds a bar to each category.
   *
   * @param name its name in the legend; empty for none
   * @param values one for each category; no bar is drawn for one that is not finite
   */
  public BarPlot bars(String name, double... values) {
    if (values.length != categories.size()) {
      throw new IllegalArgumentException("The series '" + name + "' needs a value for each of " + categories.size()
          + " categories, but " + values.length + " came.");
    }
    series.add(new Series(name, values.clone()));
    return this;
  }

  /** Names the axes; empty for none. */
  public BarPlot labels(String x, String y) {
    xLabel = x;
    yLabel = y;
    return this;
  }

  /** Writes each value over its bar. */
  public BarPlot showValues() {
    showValues = true;
    return this;
  }

  /** Sets the size in points: 200 to 8000 wide, 150 to 8000 high. */
  public BarPlot sized(int width, int height) {
    size(width, height);
    return this;
  }

  @Override
  void draw(Surface surface) {
    List<Key> keys = new ArrayList<>();
    double low = 0;
    double high = 0;
    for (int i = 0; i < series.size(); i++) {
      if (!series.get(i).name.isEmpty()) {
        keys.add(new Key(series.get(i).name, i));
      }
      for (double value : series.get(i).values) {
        low = Double.isFinite(value) ? Math.min(low, value) : low;
        high = Double.isFinite(value) ? Math.max(high, value) : high;
      }
    }
    double top = drawHead(surface, keys) + (showValues ? 12 : 0);
    Names names = new Names(surface, this, categories.toArray(new String[0]), (width - 80.0) / categories.size());
    double below = names.height + 20 + (xLabel.isEmpty() ? 0 : 20);
    Axis axis = Axis.linear(low, high == low ? 1 : high, Frame.yTicks(height - top - below), true);
    Frame frame = Frame.around(surface, this, top, axis.labels, yLabel, below)
        .withOverhang(names.overhang, categories.size());
    frame.drawY(surface, axis, yLabel);
    drawBars(surface, frame, axis);
    double zero = frame.y(axis, 0);
    surface.line(frame.left, zero, frame.right, zero, Surface.SOFT_INK, 1.2);
    names.draw(surface, frame);
    frame.drawXLabel(surface, xLabel, names.height);
  }

  private void drawBars(Surface surface, Frame frame, Axis axis) {
    double cell = frame.width() / categories.size();
    double bar = cell * GROUP_SHARE / Math.max(1, series.size());
    double zero = frame.y(axis, 0);
    for (int s = 0; s < series.size(); s++) {
      for (int c = 0; c < categories.size(); c++) {
        double value = series.get(s).values[c];
        if (Double.isFinite(value)) {
          double x = frame.left + c * cell + cell * (1 - GROUP_SHARE) / 2 + s * bar;
          double y = frame.y(axis, value);
          double gap = Math.min(1.5, bar * 0.06);
          surface.fillRectangle(x + gap, Math.min(y, zero), bar - 2 * gap, Math.abs(zero - y), Palette.color(s));
          drawValue(surface, value, x + bar / 2, value < 0 ? y + TICK_SIZE : y - 4, bar);
        }
      }
    }
  }

  private void drawValue(Surface surface, double value, double x, double y, double bar) {
    double digit = Math.pow(10, Math.floor(Math.log10(Math.max(1e-300, Math.abs(value)))) - 2);
    String text = Axis.label(value, Math.min(1, digit));
    text = text.contains(".") && !text.contains("e") ? text.replaceAll("\\.?0+$", "") : text;
    if (showValues && surface.textWidth(text, TICK_SIZE - 1, false) < bar + 10) {
      surface.text(text, x, y, TICK_SIZE - 1, Surface.SOFT_INK, Surface.Anchor.MIDDLE);
    }
  }
}
