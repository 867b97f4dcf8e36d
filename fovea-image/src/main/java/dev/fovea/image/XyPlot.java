package dev.fovea.image;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Lines and points over two number axes: learning curves, scatter plots. */
public final class XyPlot extends Plot {
  private static final double LINE_WIDTH = 2;
  private static final double POINT_RADIUS = 3.2;
  private static final int POINT_ALPHA = 190;

  private record Series(String name, double[] xs, double[] ys, boolean joined) {}

  private final List<Series> series = new ArrayList<>();
  private String xLabel = "";
  private String yLabel = "";
  private boolean logX;
  private boolean logY;
  private double yLow = Double.NaN;
  private double yHigh = Double.NaN;

  /** An empty chart of 800 x 500 points. */
  public XyPlot(String title) {
    super(title);
  }

  /** Adds a line through places; it is broken where a coordinate is not finite. */
  public XyPlot line(String name, double[] xs, double[] ys) {
    return add(new Series(name, xs.clone(), ys.clone(), true));
  }

  /** Adds a line through the values at x = 1, 2, 3 ..., as of epochs. */
  public XyPlot line(String name, double[] ys) {
    double[] xs = new double[ys.length];
    for (int i = 0; i < xs.length; i++) {
      xs[i] = i + 1;
    }
    return line(name, xs, ys);
  }

  /** Adds single points; those that are not finite are left out. */
  public XyPlot points(String name, double[] xs, double[] ys) {
    return add(new Series(name, xs.clone(), ys.clone(), false));
  }

  private XyPlot add(Series added) {
    if (added.xs.length != added.ys.length) {
      throw new IllegalArgumentException("The series '" + added.name + "' needs as many x as y, but " + added.xs.length
          + " and " + added.ys.length + " came.");
    }
    series.add(added);
    return this;
  }

  /** Names the axes; empty for none. */
  public XyPlot labels(String x, String y) {
    xLabel = x;
    yLabel = y;
    return this;
  }

  /** Sets the size in points: 200 to 8000 wide, 150 to 8000 high. */
  public XyPlot sized(int width, int height) {
    size(width, height);
    return this;
  }

  /** Makes the horizontal axis logarithmic; places at or below 0 are left out. */
  public XyPlot logX() {
    logX = true;
    return this;
  }

  /** Makes the vertical axis logarithmic; places at or below 0 are left out. */
  public XyPlot logY() {
    logY = true;
    return this;
  }

  /** Fixes the vertical range; lines are cut off at its ends. */
  public XyPlot yRange(double low, double high) {
    if (!(low < high) || Double.isInfinite(high - low)) {
      throw new IllegalArgumentException("The range of an axis runs from a number up to a higher one, but " + low
          + " to " + high + " came.");
    }
    yLow = low;
    yHigh = high;
    return this;
  }

  @Override
  void draw(Surface surface) {
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      if (!series.get(i).name.isEmpty()) {
        keys.add(new Key(series.get(i).name, i));
      }
    }
    double top = drawHead(surface, keys);
    double below = 40 + (xLabel.isEmpty() ? 0 : 20);
    Axis yAxis = yAxis(Frame.yTicks(height - top - below));
    Frame frame = Frame.around(surface, this, top, yAxis.labels, yLabel, below);
    Axis xAxis = xAxis((int) Math.max(2, Math.min(10, frame.width() / 80)));
    frame.drawX(surface, xAxis, xLabel);
    frame.drawY(surface, yAxis, yLabel);
    frame.drawBase(surface);
    surface.clip(frame.left - POINT_RADIUS, frame.top - POINT_RADIUS, frame.width() + 2 * POINT_RADIUS,
        frame.height() + 2 * POINT_RADIUS);
    for (int i = 0; i < series.size(); i++) {
      drawSeries(surface, frame, xAxis, yAxis, series.get(i), Palette.color(i));
    }
    surface.unclip();
  }

  private void drawSeries(Surface surface, Frame frame, Axis xAxis, Axis yAxis, Series drawn, Color color) {
    List<double[]> run = new ArrayList<>();
    Color faint = new Color(color.getRed(), color.getGreen(), color.getBlue(), POINT_ALPHA);
    for (int i = 0; i < drawn.xs.length; i++) {
      boolean usable = usable(drawn, i);
      if (usable) {
        run.add(new double[] {frame.x(xAxis, drawn.xs[i]), frame.y(yAxis, drawn.ys[i])});
      }
      if (!drawn.joined && usable) {
        surface.fillCircle(run.get(0)[0], run.get(0)[1], POINT_RADIUS, faint);
        run.clear();
      } else if (!usable || i == drawn.xs.length - 1) {
        drawRun(surface, run, color);
        run.clear();
      }
    }
  }

  /** A run of one place would be invisible as a line, so it becomes a point. */
  private static void drawRun(Surface surface, List<double[]> run, Color color) {
    if (run.size() == 1) {
      surface.fillCircle(run.get(0)[0], run.get(0)[1], POINT_RADIUS, color);
    } else if (run.size() > 1) {
      double[] xs = run.stream().mapToDouble(place -> place[0]).toArray();
      double[] ys = run.stream().mapToDouble(place -> place[1]).toArray();
      surface.line(xs, ys, color, LINE_WIDTH);
    }
  }

  private boolean usable(Series of, int i) {
    double x = of.xs[i];
    double y = of.ys[i];
    return Double.isFinite(x) && Double.isFinite(y) && (!logX || x > 0) && (!logY || y > 0);
  }

  private Axis xAxis(int ticks) {
    double[] range = range(place -> place[0]);
    if (logX) {
      return Axis.logarithmic(range[0], range[1], ticks);
    }
    boolean counts = range[1] > range[0] && series.stream()
        .allMatch(each -> Arrays.stream(each.xs).allMatch(x -> x == Math.rint(x)));
    return Axis.linear(range[0], range[1], ticks, false, counts && !series.isEmpty() ? 1 : 0);
  }

  private Axis yAxis(int ticks) {
    boolean fixed = !Double.isNaN(yLow);
    double[] range = fixed ? new double[] {yLow, yHigh} : range(place -> place[1]);
    if (logY && range[0] > 0) {
      return Axis.logarithmic(range[0], range[1], ticks);
    }
    return Axis.linear(range[0], range[1], ticks, !fixed);
  }

  /** The range of usable places; 0 to 1, or 1 to 10 on a logarithmic axis, if there are none. */
  private double[] range(ToDoubleFunction<double[]> coordinate) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Series each : series) {
      for (int i = 0; i < each.xs.length; i++) {
        if (usable(each, i)) {
          double value = coordinate.applyAsDouble(new double[] {each.xs[i], each.ys[i]});
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
    }
    boolean logarithmic = logX || logY;
    return low <= high ? new double[] {low, high} : new double[] {logarithmic ? 1 : 0, logarithmic ? 10 : 1};
  }
}
