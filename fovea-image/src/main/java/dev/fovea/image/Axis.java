package dev.fovea.image;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One axis of a plot: its range, round ticks and their labels, linear or logarithmic. */
final class Axis {
  private static final double LARGE = 1e6;
  private static final double SMALL = 1e-4;

  final boolean logarithmic;
  final double low;
  final double high;
  final double[] ticks;
  final String[] labels;

  private Axis(boolean logarithmic, double low, double high, double[] ticks) {
    this.logarithmic = logarithmic;
    this.low = low;
    this.high = high;
    this.ticks = ticks;
    this.labels = new String[ticks.length];
    double step = ticks.length < 2 ? 0 : ticks[1] - ticks[0];
    for (int i = 0; i < ticks.length; i++) {
      labels[i] = logarithmic ? label(ticks[i], ticks[i]) : label(ticks[i], step);
    }
  }

  /** An axis over the data's range, widened to the next ticks if {@code round}. */
  static Axis linear(double dataLow, double dataHigh, int wantedTicks, boolean round) {
    return linear(dataLow, dataHigh, wantedTicks, round, 0);
  }

  /** The same with at least {@code smallestStep} between ticks: 1 for an axis that counts. */
  static Axis linear(double dataLow, double dataHigh, int wantedTicks, boolean round, double smallestStep) {
    double low = dataLow;
    double high = dataHigh;
    if (!(high - low > Math.ulp(Math.max(Math.abs(low), Math.abs(high))) * 16)) {
      double margin = low == 0 ? 1 : Math.abs(low) * 0.1;
      low -= margin;
      high += margin;
    }
    double step = Math.max(smallestStep, step((high - low) / Math.max(1, wantedTicks)));
    double first = round ? Math.floor(low / step + 1e-9) : Math.ceil(low / step - 1e-9);
    double last = round ? Math.ceil(high / step - 1e-9) : Math.floor(high / step + 1e-9);
    double[] ticks = new double[(int) (last - first) + 1];
    for (int i = 0; i < ticks.length; i++) {
      ticks[i] = (first + i) * step;
    }
    return new Axis(false, round ? first * step : low, round ? last * step : high, ticks);
  }

  /** A logarithmic axis over the data's range, which must be above 0. */
  static Axis logarithmic(double dataLow, double dataHigh, int wantedTicks) {
    double decades = Math.log10(dataHigh / dataLow);
    double[] fine = decades < 1.2 ? new double[] {1, 2, 3, 5, 7} : new double[] {1, 2, 5};
    double[] steps = decades < 3 ? fine : new double[] {1};
    int skip = Math.max(1, (int) Math.ceil(decades / Math.max(1, wantedTicks)));
    double low = dataHigh > dataLow ? dataLow : dataLow / 2;
    double high = dataHigh > dataLow ? dataHigh : dataLow * 2;
    List<Double> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
      for (double step : steps) {
        double tick = step * Math.pow(10, power);
        if (tick >= low * 0.999 && tick <= high * 1.001 && Math.floorMod(power, skip) == 0) {
          ticks.add(tick);
        }
      }
    }
    return new Axis(true, low, high, ticks.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The place of a value along the axis: 0 at its low end, 1 at its high. */
  double place(double value) {
    return logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  }

  private static double step(double rough) {
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double digits = rough / power;
    return power * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 2.5 ? 2.5 : digits <= 5 ? 5 : 10);
  }

  /** The value with as many decimals as the step between ticks needs. */
  static String label(double value, double step) {
    double size = Math.max(Math.abs(value), Math.abs(step));
    if (Math.abs(value) < Math.abs(step) * 1e-9) {
      return "0";
    }
    if (size >= LARGE || size < SMALL) {
      String text = String.format(Locale.ROOT, "%.2e", value);
      return text.replaceAll("\\.?0*e", "e").replaceAll("e([+-])0*", "e$1").replace("e+", "e");
    }
    double rounded = Math.abs(step) > 0 ? Math.abs(step) : Math.abs(value);
    int decimals = 0;
    while (decimals < 8 && Math.abs(Math.rint(rounded) - rounded) > 1e-6 * rounded) {
      rounded *= 10;
      decimals++;
    }
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
  }
}
