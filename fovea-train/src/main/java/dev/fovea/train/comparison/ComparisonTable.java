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
        .append(".\nLosses are means over the first and the last logged steps; the time a step is the median.\n\n");
    text.append("""
        | network | parameters | input | precision | steps | first loss | last loss | accuracy | ms a step | time |
        |---|---:|---|---|---:|---:|---:|---:|---:|---:|
        """);
    List<String> remarks = new ArrayList<>();
    for (ComparisonRow row : rows) {
      TrialResult result = row.result();
      text.append(result == null ? "| " + row.label() + " | | | | | | | failed | | |\n" : String.format(Locale.ROOT,
          "| %s | %,d | %s | %s | %d | %.3f | %.3f | %.1f %% | %.1f | %s |%n", row.label(), result.parameters(),
          result.input(), result.precision(), result.steps(), result.firstLoss(), result.lastLoss(),
          100 * result.accuracy(), result.stepMilliseconds(), minutes(result.seconds())));
      if (result == null) {
        remarks.add("- " + row.label() + " failed: " + String.valueOf(row.error()).lines().findFirst().orElse(""));
      } else {
        result.failure().ifPresent(why -> remarks.add("- " + row.label() + ": " + why));
      }
    }
    if (!remarks.isEmpty()) {
      text.append('\n').append(String.join("\n", remarks)).append('\n');
    }
    return text.toString();
  }

  String csv() {
    StringBuilder text = new StringBuilder(
        "label,model,parameters,input,precision,steps,first_loss,last_loss,accuracy,ms_a_step,seconds,error\n");
    for (ComparisonRow row : rows) {
      TrialResult result = row.result();
      text.append(quoted(row.label())).append(',').append(row.model()).append(',')
          .append(result == null ? ",,,,,,,,," : String.format(Locale.ROOT, "%d,%s,%s,%d,%.4f,%.4f,%.4f,%.2f,%.1f,",
              result.parameters(), result.input(), result.precision(), result.steps(),
              result.firstLoss(), result.lastLoss(), result.accuracy(), result.stepMilliseconds(), result.seconds()))
          .append(row.error() == null ? "" : quoted(row.error())).append('\n');
    }
    return text.toString();
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
