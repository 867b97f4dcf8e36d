package dev.fovea.image;

/** The names below the columns of a plot: level where they have room, else slanting up to their column. */
final class Names {
  private static final double DEGREES = 40;
  private static final double LONGEST = 200;

  /** The room that the names take below the frame. */
  final double height;
  /** The room that the first name takes to the left of its column's middle. */
  final double overhang;
  private final String[] names;
  private final boolean slanting;

  /** Chooses the way for columns of about this width in a plot. */
  Names(Surface surface, Plot plot, String[] names, double cell) {
    slanting = Plot.widest(surface, names, Plot.TICK_SIZE) > cell - 6;
    double longest = Math.min(LONGEST, Math.min(plot.height / 3.0, plot.width / 4.0));
    this.names = slanting ? Plot.fitted(surface, names, Plot.TICK_SIZE, longest) : names;
    double widest = Plot.widest(surface, this.names, Plot.TICK_SIZE);
    height = slanting ? widest * Math.sin(Math.toRadians(DEGREES)) + 16 : 20;
    double first = surface.textWidth(this.names[0], Plot.TICK_SIZE, false);
    overhang = slanting ? first * Math.cos(Math.toRadians(DEGREES)) + 4 : 0;
  }

  void draw(Surface surface, Frame frame) {
    double cell = frame.width() / names.length;
    int every = slanting ? (int) Math.max(1, Math.ceil(Plot.TICK_SIZE * 1.4 / cell)) : 1;
    for (int i = 0; i < names.length; i += every) {
      double x = frame.left + (i + 0.5) * cell;
      if (slanting) {
        surface.text(names[i], x + 4, frame.bottom + 14, Plot.TICK_SIZE, false, Surface.SOFT_INK, Surface.Anchor.END,
            -DEGREES);
      } else {
        surface.text(names[i], x, frame.bottom + 8 + Plot.TICK_SIZE, Plot.TICK_SIZE, Surface.SOFT_INK,
            Surface.Anchor.MIDDLE);
      }
    }
  }
}
