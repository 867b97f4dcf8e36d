package dev.fovea.image;

import java.awt.Color;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A matrix in colours, with a bar that explains them: confusion matrices, attention, correlations. */
public final class HeatMapPlot extends Plot {
  private static final double LONGEST_NAME = 180;
  private static final double SMALLEST_GAPPED_CELL = 16;
  private static final double BAR_ROOM = 86;
  private static final double BAR_WIDTH = 14;

  private final double[][] values;
  private final String[][] texts;
  private final String[] rows;
  private final String[] columns;
  private ColorMap colors = ColorMap.VIRIDIS;
  private String xLabel = "";
  private String yLabel = "";
  private double low = Double.NaN;
  private double high = Double.NaN;

  /**
   * A chart of 700 x 600 points, which writes the values into the cells where they have room.
   *
   * @param values rows of equal length, at least one of at least one value; cells that are not finite stay grey
   * @param rowNames one for each row, from above
   * @param columnNames one for each column, from the left
   */
  public HeatMapPlot(String title, double[][] values, List<String> rowNames, List<String> columnNames) {
    this(title, values, null, rowNames, columnNames);
  }

  private HeatMapPlot(
      String title, double[][] values, long @Nullable [][] counts, List<String> rowNames, List<String> columnNames) {
    super(title);
    size(700, 600);
    if (values.length == 0 || values[0].length == 0 || rowNames.size() != values.length) {
      throw new IllegalArgumentException("A heat map needs at least one value and a name for each row, but "
          + values.length + " rows and " + rowNames.size() + " row names came.");
    }
    this.values = new double[values.length][];
    this.texts = new String[values.length][values[0].length];
    this.rows = rowNames.toArray(new String[0]);
    this.columns = columnNames.toArray(new String[0]);
    for (int r = 0; r < values.length; r++) {
      if (values[r].length != columns.length) {
        throw new IllegalArgumentException("Row " + r + " of the heat map needs a value for each of " + columns.length
            + " columns, but " + values[r].length + " came.");
      }
      this.values[r] = values[r].clone();
      for (int c = 0; c < columns.length; c++) {
        texts[r][c] = counts == null ? text(values[r][c]) : Long.toString(counts[r][c]);
      }
    }
  }

  private static String text(double value) {
    return !Double.isFinite(value) ? "" : Axis.label(value, Math.abs(value) >= 100 ? 1 : 0.01);
  }

  /**
   * A confusion matrix: counts in the cells, coloured by their share of the row, so that rare classes show as well.
   *
   * @param counts counts[i][j] is how often class i was taken for class j
   * @param names one for each class
   */
  public static HeatMapPlot confusion(String title, long[][] counts, List<String> names) {
    double[][] shares = new double[counts.length][];
    for (int r = 0; r < counts.length; r++) {
      double sum = 0;
      for (long count : counts[r]) {
        sum += count;
      }
      shares[r] = new double[counts[r].length];
      for (int c = 0; c < counts[r].length; c++) {
        shares[r][c] = sum == 0 ? 0 : counts[r][c] / sum;
      }
    }
    return new HeatMapPlot(title, shares, counts, names, names).labels("Predicted", "True").range(0, 1);
  }

  /** Names the axes; empty for none. */
  public HeatMapPlot labels(String x, String y) {
    xLabel = x;
    yLabel = y;
    return this;
  }

  /** Sets the colours; viridis otherwise. */
  public HeatMapPlot colors(ColorMap map) {
    colors = map;
    return this;
  }

  /** Fixes the values of the first and the last colour; else they are the lowest and the highest. */
  public HeatMapPlot range(double lowest, double highest) {
    if (!(lowest < highest) || Double.isInfinite(highest - lowest)) {
      throw new IllegalArgumentException("The range of the colours runs from a number up to a higher one, but "
          + lowest + " to " + highest + " came.");
    }
    low = lowest;
    high = highest;
    return this;
  }

  /** Sets the size in points: 200 to 8000 wide, 150 to 8000 high. */
  public HeatMapPlot sized(int width, int height) {
    size(width, height);
    return this;
  }

  @Override
  void draw(Surface surface) {
    double top = drawHead(surface, List.of());
    String[] rowNames = fitted(surface, rows, TICK_SIZE, Math.min(LONGEST_NAME, width / 4.0));
    double room = width - BAR_ROOM - 60 - widest(surface, rowNames, TICK_SIZE);
    Names columnNames = new Names(surface, this, columns, room / columns.length);
    double below = columnNames.height + 20 + (xLabel.isEmpty() ? 0 : 20);
    Frame around = Frame.around(surface, this, top, rowNames, yLabel, below);
    Frame frame = new Frame(around.left, around.top, around.right - BAR_ROOM + 24, around.bottom)
        .withOverhang(columnNames.overhang, columns.length);
    Axis axis = axis(frame);
    drawCells(surface, frame, axis);
    columnNames.draw(surface, frame);
    drawRowNames(surface, frame, rowNames);
    frame.drawXLabel(surface, xLabel, columnNames.height);
    frame.drawYLabel(surface, yLabel);
    drawBar(surface, frame, axis);
  }

  private void drawCells(Surface surface, Frame frame, Axis axis) {
    double cellWidth = frame.width() / columns.length;
    double cellHeight = frame.height() / rows.length;
    double size = Math.min(LABEL_SIZE, cellHeight * 0.5);
    double widest = 0;
    for (String[] row : texts) {
      widest = Math.max(widest, widest(surface, row, size));
    }
    boolean written = size >= 7 && widest < cellWidth - 4;
    // White lines between large cells; small ones reach under the next, so that no seam shows.
    double gap = Math.min(cellWidth, cellHeight) >= SMALLEST_GAPPED_CELL ? 1 : -0.5;
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < columns.length; c++) {
        Color color = Double.isFinite(values[r][c]) ? colors.color(axis.place(values[r][c])) : Surface.GRID;
        double x = frame.left + c * cellWidth;
        double y = frame.top + r * cellHeight;
        surface.fillRectangle(x, y, cellWidth - gap, cellHeight - gap, color);
        if (written) {
          surface.text(texts[r][c], x + cellWidth / 2, y + cellHeight / 2 + size * 0.36, size, Palette.textOn(color),
              Surface.Anchor.MIDDLE);
        }
      }
    }
  }

  private static void drawRowNames(Surface surface, Frame frame, String[] names) {
    double cell = frame.height() / names.length;
    int every = (int) Math.max(1, Math.ceil(TICK_SIZE * 1.2 / cell));
    for (int r = 0; r < names.length; r += every) {
      surface.text(names[r], frame.left - 8, frame.top + (r + 0.5) * cell + TICK_SIZE * 0.36, TICK_SIZE,
          Surface.SOFT_INK, Surface.Anchor.END);
    }
  }

  private Axis axis(Frame frame) {
    double from = Double.POSITIVE_INFINITY;
    double to = Double.NEGATIVE_INFINITY;
    for (double[] row : values) {
      for (double value : row) {
        from = Double.isFinite(value) ? Math.min(from, value) : from;
        to = Double.isFinite(value) ? Math.max(to, value) : to;
      }
    }
    from = !Double.isNaN(low) ? low : from <= to ? from : 0;
    to = !Double.isNaN(high) ? high : Math.max(from, to);
    return Axis.linear(from, to, Frame.yTicks(frame.height()), false);
  }

  private void drawBar(Surface surface, Frame frame, Axis axis) {
    double x = frame.right + 18;
    int steps = 128;
    double step = frame.height() / steps;
    for (int i = 0; i < steps; i++) {
      // Each step reaches under the next, so that no seam shows.
      double rise = i == 0 ? 0 : Math.min(1, step);
      surface.fillRectangle(x, frame.bottom - (i + 1) * step, BAR_WIDTH, step + rise, colors.color((i + 0.5) / steps));
    }
    for (int i = 0; i < axis.ticks.length; i++) {
      surface.text(axis.labels[i], x + BAR_WIDTH + 6, frame.y(axis, axis.ticks[i]) + TICK_SIZE * 0.36, TICK_SIZE,
          Surface.SOFT_INK, Surface.Anchor.START);
    }
  }
}
