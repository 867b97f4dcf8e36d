package dev.fovea.train.fewshot;

import dev.fovea.image.XyPlot;
import dev.fovea.train.run.Report;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Accuracies with their intervals, an episode to look at, the one-shot runs and a map of classes, for a report. */
final class FewShotReport {
  private static final String PEOPLE = "4.5 %";

  private final FewShotResult result;
  private final List<String> leftOut;

  FewShotReport(FewShotResult result, List<String> leftOut) {
    this.result = result;
    this.leftOut = leftOut;
  }

  void addTo(Report report) {
    List<List<String>> rows = new ArrayList<>();
    result.accuracies().forEach(each -> rows.add(row(each.kind(), each)));
    result.within().ifPresent(each -> rows.add(row(each.kind() + " within an alphabet", each)));
    report.table("Classes never trained on" + (leftOut.isEmpty() ? "" : ", without "
        + String.join(", ", leftOut) + ", which are trained on"),
        List.of("episodes", "accuracy with its 95 % interval", "number"), rows);
    report.sheets(result.sheet().title(), "Each query, and beside it the support picture of the class that it was "
        + "taken for: green where that is right, red where it is wrong.",
        List.of(new Report.Picture(EpisodeSheet.draw(result.sheet()), List.of())));
    if (!result.runs().isEmpty()) {
      runs(report);
    }
    if (!result.map().isEmpty()) {
      report.plots("Some of these classes in the plane of their two largest principal components", List.of(map()));
    }
  }

  private static List<String> row(String kind, Accuracy accuracy) {
    return List.of(kind, accuracy.percent(), String.format(Locale.ROOT, "%,d", accuracy.episodes()));
  }

  private void runs(Report report) {
    List<List<String>> rows = new ArrayList<>();
    result.runs().forEach(run -> rows.add(List.of(run.name(), run.wrong() + " of " + run.queries(),
        percent((double) run.wrong() / run.queries()))));
    rows.add(List.of("all", "", percent(result.error())));
    rows.add(List.of("people", "", PEOPLE));
    report.table("Omniglot's one-shot runs: errors", List.of("run", "wrong", "error"), rows);
  }

  /** A cloud for each class, and a last one of the prototypes. */
  private XyPlot map() {
    XyPlot plot = new XyPlot("").sized(1000, 640);
    result.map().forEach(place -> plot.points(place.name(), place.xs(), place.ys()));
    return plot.points("prototypes",
        result.map().stream().mapToDouble(place -> Arrays.stream(place.xs()).average().orElse(Double.NaN)).toArray(),
        result.map().stream().mapToDouble(place -> Arrays.stream(place.ys()).average().orElse(Double.NaN)).toArray());
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * part);
  }
}
