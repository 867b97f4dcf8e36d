package dev.fovea.cli;

import java.util.Locale;

/** One line on how far a training is, as wide as the terminal allows. */
record ProgressLine(int epoch, int epochs, int batch, int batches, String losses, double perSecond, String unit,
    double secondsLeft) {
  private static final int WIDEST_BAR = 30;
  private static final int NARROWEST_BAR = 5;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

  /** The line, at most {@code columns} wide; the bar shows this pass over the data. */
  String render(int columns) {
    String head = "Epoch " + Math.min(epoch + 1, epochs) + "/" + epochs + " ";
    String tail = String.format(Locale.ROOT, " %" + String.valueOf(batches).length()
        + "d/%d  %s  %5s %s/s  %6s left", batch, batches, losses, rate(perSecond), unit,
        time(secondsLeft));
    int bar = Math.min(WIDEST_BAR, columns - 1 - head.length() - tail.length() - 2);
    String line = bar < NARROWEST_BAR ? head + tail.strip() : head + "|" + bar(bar) + "|" + tail;
    return line.length() < columns ? line : line.substring(0, columns - 1);
  }

  private String bar(int width) {
    double done = batches == 0 ? 0 : Math.min(1, (double) batch / batches) * width;
    int whole = (int) done;
    String part = whole == width ? "" : String.valueOf(EIGHTHS.charAt((int) ((done - whole) * 8)));
    return "█".repeat(whole) + part + " ".repeat(width - whole - part.length());
  }

  static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4f", value);
  }

  static String rate(double perSecond) {
    return !(perSecond > 0) ? "-" : perSecond < 10 ? String.format(Locale.ROOT, "%.1f", perSecond)
        : String.format(Locale.ROOT, "%,d", Math.round(perSecond));
  }

  /** {@code 42 s}, {@code 3:07}, {@code 2:03:07}. */
  static String time(double seconds) {
    if (Double.isNaN(seconds) || Double.isInfinite(seconds)) {
      return "-";
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600 ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
