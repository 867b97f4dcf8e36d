package dev.fovea.image;

/** The rectangle of a plot between its axes, and the drawing of axes, grid lines and labels around it. */
final class Frame {
  private static final double EDGE = 16;
  private static final double GAP = 8;
  private static final int POINTS_PER_Y_TICK = 60;

  final double left;
  final double top;
  final double right;
  final double bottom;

  Frame(double left, double top, double right, double bottom) {
    this.left = left;
    this.top = top;
    this.right = Math.max(left + 10, right);
    this.bottom = Math.max(top + 10, bottom);
  }

  /** The room that is left after labels on the left side and {@code below} points of labels below. */
  static Frame around(Surface surface, Plot plot, double top, String[] yTicks, String yLabel, double below) {
    double left = EDGE + Plot.widest(surface, yTicks, Plot.TICK_SIZE) + GAP + (yLabel.isEmpty() ? 0 : 22);
    return new Frame(left, top, plot.width - EDGE - GAP, plot.height - below);
  }

  /** The same with at least this much room on the left side of the first of {@code cells} columns' middle. */
  Frame withOverhang(double overhang, int cells) {
    double start = Math.max(left, EDGE + overhang - width() / cells / 2);
    return new Frame(start, top, right, bottom);
  }

  /** How many ticks a vertical axis of about this length has room for. */
  static int yTicks(double length) {
    return (int) Math.max(2, Math.min(8, length / POINTS_PER_Y_TICK));
  }

  double width() {
    return right - left;
  }

  double height() {
    return bottom - top;
  }

  double x(Axis axis, double value) {
    return left + axis.place(value) * width();
  }

  double y(Axis axis, double value) {
    return bottom - axis.place(value) * height();
  }

  /** Grid lines and labels of the vertical axis. */
  void drawY(Surface surface, Axis axis, String label) {
    for (int i = 0; i < axis.ticks.length; i++) {
      double y = y(axis, axis.ticks[i]);
      surface.line(left, y, right, y, Surface.GRID, 1);
      surface.text(axis.labels[i], left - GAP, y + Plot.TICK_SIZE * 0.36, Plot.TICK_SIZE, Surface.SOFT_INK,
          Surface.Anchor.END);
    }
    drawYLabel(surface, label);
  }

  void drawYLabel(Surface surface, String label) {
    if (!label.isEmpty()) {
      surface.text(label, EDGE + Plot.LABEL_SIZE * 0.75, (top + bottom) / 2, Plot.LABEL_SIZE, false, Surface.INK,
          Surface.Anchor.MIDDLE, -90);
    }
  }

  /** Grid lines, base line and labels of the horizontal axis. */
  void drawX(Surface surface, Axis axis, String label) {
    for (int i = 0; i < axis.ticks.length; i++) {
      double x = x(axis, axis.ticks[i]);
      surface.line(x, top, x, bottom, Surface.GRID, 1);
      surface.text(axis.labels[i], x, bottom + GAP + Plot.TICK_SIZE, Plot.TICK_SIZE, Surface.SOFT_INK,
          Surface.Anchor.MIDDLE);
    }
    drawXLabel(surface, label, GAP + Plot.TICK_SIZE);
  }

  /** The label below tick labels which take {@code ticksHeight} points. */
  void drawXLabel(Surface surface, String label, double ticksHeight) {
    if (!label.isEmpty()) {
      surface.text(label, (left + right) / 2, bottom + ticksHeight + 8 + Plot.LABEL_SIZE, Plot.LABEL_SIZE, Surface.INK,
          Surface.Anchor.MIDDLE);
    }
  }

  void drawBase(Surface surface) {
    surface.line(left, bottom, right, bottom, Surface.SOFT_INK, 1.2);
  }
}
