package dev.fovea.train;

import dev.fovea.image.XyPlot;
import dev.fovea.nn.Module;
import dev.fovea.train.run.Environment;
import dev.fovea.train.run.MetricsCsv;
import dev.fovea.train.run.Report;
import dev.fovea.train.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The page about a run: what every scheme has (figures, curves, timing, environment), and what the scheme adds. */
final class RunReport {
  private static final String LEARNING_RATE = "learning rate";

  private final Trainer<?> trainer;
  private final TrainingScheme<?> scheme;
  private final RunFolder folder;

  RunReport(Trainer<?> trainer, TrainingScheme<?> scheme, RunFolder folder) {
    this.trainer = trainer;
    this.scheme = scheme;
    this.folder = folder;
  }

  void write(Trainer.Outcome outcome) {
    Report report = new Report(folder.root().toAbsolutePath().normalize().getFileName().toString(),
        description(outcome));
    report.figures(figures());
    List<XyPlot> curves = curves(MetricsCsv.read(folder.metrics()));
    if (!curves.isEmpty()) {
      report.plots("Curves", curves);
    }
    scheme.report(report, folder.gallery());
    report.table("Timing", timing());
    report.table("Environment", environment());
    config(report);
    report.write(folder.report());
  }

  private String description(Trainer.Outcome outcome) {
    String end = switch (outcome) {
      case COMPLETED -> "complete";
      case STOPPED_EARLY -> "stopped early, as " + trainer.options().monitor() + " no longer got better";
      case INTERRUPTED -> "interrupted; it can be resumed";
    };
    return String.format(Locale.ROOT, "%s epochs, %,d steps, %s", number(trainer.epochs()), trainer.progress().step(),
        end);
  }

  private Map<String, String> figures() {
    Map<String, String> figures = new LinkedHashMap<>();
    String monitor = trainer.options().monitor();
    if (trainer.best().values().containsKey(monitor)) {
      figures.put("best " + monitor + ", epoch " + trainer.bestEpoch(), Metrics.text(monitor, trainer.best().get(monitor)));
    }
    trainer.latest().figures().values().forEach((name, value) -> figures.put("last " + name, Metrics.text(name, value)));
    figures.put("time", duration(trainer.progress().seconds()));
    long parameters = scheme.networks().values().stream().mapToLong(Module::parameterCount).sum();
    figures.put("parameters", String.format(Locale.ROOT, "%,d", parameters));
    return figures;
  }

  /**
   * A plot a metric, with a line a split, over epochs; learning rates together, and the details of a group. What was
   * measured only once is no curve.
   */
  private static List<XyPlot> curves(List<MetricsCsv.Row> rows) {
    Set<String> metrics = new LinkedHashSet<>();
    rows.forEach(row -> metrics.add(plotOf(row.metric())));
    if (metrics.remove(LEARNING_RATE)) {
      metrics.add(LEARNING_RATE);
    }
    List<XyPlot> plots = new ArrayList<>();
    for (String metric : metrics) {
      XyPlot plot = new XyPlot(metric).labels("epoch", "").sized(640, 400);
      Map<String, List<MetricsCsv.Row>> lines = new LinkedHashMap<>();
      rows.stream().filter(row -> plotOf(row.metric()).equals(metric)).forEach(row -> lines.computeIfAbsent(
          lineOf(row, metric), key -> new ArrayList<>()).add(row));
      lines.forEach((name, line) -> plot.line(lines.size() == 1 && name.equals("lr") ? "" : name,
          line.stream().mapToDouble(MetricsCsv.Row::epoch).toArray(),
          line.stream().mapToDouble(MetricsCsv.Row::value).toArray()));
      if (lines.values().stream().anyMatch(line -> line.size() > 1)) {
        plots.add(plot);
      }
    }
    return plots;
  }

  private static String plotOf(String metric) {
    return metric.equals("lr") || metric.startsWith("lr_") ? LEARNING_RATE
        : Metrics.isDetail(metric) ? metric.substring(0, metric.indexOf('/')) + " in detail" : metric;
  }

  private static String lineOf(MetricsCsv.Row row, String plot) {
    return plot.equals(LEARNING_RATE) ? row.metric()
        : Metrics.isDetail(row.metric()) ? row.metric().substring(row.metric().indexOf('/') + 1) : row.split();
  }

  private Map<String, String> timing() {
    Map<String, String> timing = new LinkedHashMap<>();
    Progress progress = trainer.progress();
    timing.put("whole run", duration(progress.seconds()));
    if (progress.step() > 0) {
      timing.put("per step, with evaluation and checkpoints",
          String.format(Locale.ROOT, "%.2f ms", progress.seconds() * 1000 / progress.step()));
    }
    if (trainer.epochs() > 0) {
      timing.put("per epoch", duration(progress.seconds() / trainer.epochs()));
    }
    return timing;
  }

  private Map<String, String> environment() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("device", trainer.device().toString());
    facts.put("precision", trainer.precision() == Precision.BF16 ? "bfloat16 autocast, channels last" : "float32");
    facts.putAll(Environment.describe());
    return facts;
  }

  private void config(Report report) {
    try {
      if (Files.exists(folder.config())) {
        report.listing("Configuration", Files.readString(folder.config()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder.config() + " cannot be read", e);
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.2f", value);
  }

  private static String duration(double seconds) {
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600 ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }
}
