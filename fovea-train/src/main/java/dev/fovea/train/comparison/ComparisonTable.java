package dev.fovea.train.comparison;

import dev.fovea.image.XyPlot;
import dev.fovea.models.Models;
import dev.fovea.models.Paper;
import dev.fovea.train.classification.TrialResult;
import dev.fovea.train.run.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What came of a comparison so far, as Markdown, as CSV and as plots. */
final class ComparisonTable {
  private static final int FEW = 12;

  private final Comparison comparison;
  private final List<Plan> plans;
  private final List<ComparisonRow> rows;

  ComparisonTable(Comparison comparison, List<Plan> plans, List<ComparisonRow> rows) {
    this.comparison = comparison;
    this.plans = plans;
    this.rows = rows;
  }

  void write(Path folder) {
    try {
      Files.writeString(folder.resolve("table.md"), markdown());
      Files.writeString(folder.resolve("table.csv"), csv());
      List<TrialResult> results = results();
      if (!results.isEmpty()) {
        accuracyByTime().write(folder.resolve("accuracy.png"));
        if (rows.size() <= FEW) {
          losses().write(folder.resolve("losses.png"));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The table in " + folder + " cannot be written: " + e.getMessage(), e);
    }
  }

  private List<TrialResult> results() {
    return rows.stream().map(ComparisonRow::result).filter(Objects::nonNull).toList();
  }

  private String title() {
    return comparison.title().isEmpty() ? comparison.name() : comparison.title();
  }

  String markdown() {
    StringBuilder text = new StringBuilder("# " + title() + "\n\n");
    text.append(rows.size()).append(rows.size() < plans.size() ? " of " + plans.size() : "").append(" networks");
    results().stream().findFirst().ifPresent(first -> text.append(" on ").append(first.data()).append(" (")
        .append(first.classes()).append(" classes), batches of ").append(first.batchSize()));
    Map<String, String> environment = Environment.describe();
    text.append(", on ").append(environment.get("processor")).append(", threads: ").append(environment.get("threads"))
        .append(".\nLosses are means over the first and the last logged steps; the time a step is the median, its\n")
        .append("processor time the mean, in which waiting for other programs does not count.\n\n");
    List<String> titles = List.of("network", "parameters", "input", "precision", "steps", "first loss", "last loss",
        "accuracy", "ms a step", "processor ms a step", "time");
    text.append(row(titles)).append("|---|---:|---|---|---:|---:|---:|---:|---:|---:|---:|\n");
    List<String> remarks = new ArrayList<>();
    for (ComparisonRow row : rows) {
      TrialResult result = row.result();
      if (result == null) {
        text.append(row(List.of(row.label(), "", "", "", "", "", "", "failed", "", "", "")));
        remarks.add("- " + row.label() + " failed: " + String.valueOf(row.error()).lines().findFirst().orElse(""));
      } else {
        text.append(row(List.of(row.label(), number("%,d", result.parameters()), result.input(), result.precision(),
            number("%d", result.steps()), number("%.3f", result.firstLoss()), number("%.3f", result.lastLoss()),
            number("%.1f %%", 100 * result.accuracy()), number("%.1f", result.stepMilliseconds()),
            number("%.1f", result.processorMilliseconds()), minutes(result.seconds()))));
        result.failure().ifPresent(why -> remarks.add("- " + row.label() + ": " + why));
      }
    }
    if (!remarks.isEmpty()) {
      text.append('\n').append(String.join("\n", remarks)).append('\n');
    }
    return text.toString();
  }

  String csv() {
    StringBuilder text = new StringBuilder("label,model,parameters,input,precision,steps,first_loss,last_loss,accuracy,"
        + "ms_a_step,processor_ms_a_step,seconds,error\n");
    for (ComparisonRow row : rows) {
      TrialResult result = row.result();
      List<String> cells = result == null ? List.of("", "", "", "", "", "", "", "", "", "")
          : List.of(number("%d", result.parameters()), result.input(), result.precision(), number("%d", result.steps()),
              number("%.4f", result.firstLoss()), number("%.4f", result.lastLoss()), number("%.4f", result.accuracy()),
              number("%.2f", result.stepMilliseconds()), number("%.2f", result.processorMilliseconds()),
              number("%.1f", result.seconds()));
      text.append(quoted(row.label())).append(',').append(row.model()).append(',').append(String.join(",", cells))
          .append(',').append(row.error() == null ? "" : quoted(row.error())).append('\n');
    }
    return text.toString();
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String number(String format, Object value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String quoted(String text) {
    return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** Accuracy over the time of a step: a colour each where they are few, otherwise a colour a paper. */
  private XyPlot accuracyByTime() {
    XyPlot plot = new XyPlot(title()).labels("milliseconds a step", "accuracy in %").logX();
    Map<String, List<TrialResult>> series = new LinkedHashMap<>();
    for (ComparisonRow row : rows) {
      if (row.result() != null) {
        series.computeIfAbsent(rows.size() <= FEW ? row.label() : paper(row.model()), key -> new ArrayList<>())
            .add(row.result());
      }
    }
    series.forEach((name, results) -> plot.points(name,
        results.stream().mapToDouble(TrialResult::stepMilliseconds).toArray(),
        results.stream().mapToDouble(result -> 100 * result.accuracy()).toArray()));
    return plot;
  }

  private static String paper(String model) {
    Paper paper = Models.entry(model).paper();
    String[] authors = paper.authors().split(",| and ");
    String others = authors.length > 2 ? " et al." : authors.length == 2 ? " and " + authors[1].strip() : "";
    return authors[0] + others + " " + paper.year();
  }

  private XyPlot losses() {
    XyPlot plot = new XyPlot(title()).labels("steps", "training loss");
    for (ComparisonRow row : rows) {
      TrialResult result = row.result();
      if (result != null) {
        double every = (double) result.steps() / result.losses().size();
        double[] steps = new double[result.losses().size()];
        for (int i = 0; i < steps.length; i++) {
          steps[i] = (i + 1) * every;
        }
        plot.line(row.label(), steps, result.losses().stream().mapToDouble(Double::doubleValue).toArray());
      }
    }
    return plot;
  }

  private static String minutes(double seconds) {
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
  }
}
