package dev.fovea.train.diffusion;

import dev.fovea.image.XyPlot;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The mean loss at each of some noise levels, gathered batch by batch. */
final class LossByTimestep {
  private static final int MOST_BINS = 25;

  private final int steps;
  private final int bins;
  private final double[] sums;
  private final double[] counts;

  /** For a process of so many steps. */
  LossByTimestep(int steps) {
    this.steps = steps;
    this.bins = Math.min(MOST_BINS, steps);
    this.sums = new double[bins];
    this.counts = new double[bins];
  }

  /** Takes in the losses (n) of samples at steps (n). */
  void add(Tensor losses, Tensor t) {
    double[] values = Scope.run(() -> losses.detach().to(DType.FLOAT64)).toDoubles();
    long[] levels = t.toLongs();
    for (int i = 0; i < values.length; i++) {
      int bin = (int) (levels[i] * bins / steps);
      sums[bin] += values[i];
      counts[bin]++;
    }
  }

  /** The number of samples. */
  long count() {
    return (long) Arrays.stream(counts).sum();
  }

  /** The mean over all samples. */
  double mean() {
    return Arrays.stream(sums).sum() / Arrays.stream(counts).sum();
  }

  /** A line for each level that was seen: its middle step and the mean loss there. */
  String toText() {
    return IntStream.range(0, bins).filter(i -> counts[i] > 0)
        .mapToObj(i -> String.format(Locale.ROOT, "%.1f %.6f", (i + 0.5) * steps / bins - 0.5, sums[i] / counts[i]))
        .collect(Collectors.joining("\n"));
  }

  /** Adds such a text as a line to a plot. */
  static void plot(XyPlot plot, String name, String text) {
    List<double[]> points = text.lines().map(line -> Arrays.stream(line.split(" "))
        .mapToDouble(Double::parseDouble).toArray()).toList();
    plot.line(name, points.stream().mapToDouble(point -> point[0]).toArray(),
        points.stream().mapToDouble(point -> point[1]).toArray());
  }
}
