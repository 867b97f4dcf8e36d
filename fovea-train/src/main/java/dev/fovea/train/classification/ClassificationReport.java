package dev.fovea.train.classification;

import dev.fovea.data.ImageClassification;
import dev.fovea.image.HeatMapPlot;
import dev.fovea.image.Image;
import dev.fovea.image.Resize;
import dev.fovea.train.run.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Confusion matrix, figures of each class and the most confident mistakes, for a report. */
final class ClassificationReport {
  private static final int LARGEST_MATRIX = 40;
  private static final int WORST_CLASSES = 20;
  private static final int LARGEST_PICTURE = 160;

  private final ClassificationResult result;
  private final ClassifierInfo info;
  private final ImageClassification data;

  ClassificationReport(ClassificationResult result, ClassifierInfo info, ImageClassification data) {
    this.result = result;
    this.info = info;
    this.data = data;
  }

  void addTo(Report report) {
    int classes = result.confusion().length;
    if (classes <= LARGEST_MATRIX) {
      report.plots("Confusion matrix", List.of(matrix()));
    }
    if (!result.alternatives().isEmpty()) {
      answers(report);
    }
    classes(report);
    if (!result.mistakes().isEmpty()) {
      report.pictures("Most confident mistakes", "Test pictures with the surest wrong answers: what the network said, "
          + "and what they are.", result.mistakes().stream().map(this::picture).toList());
    }
  }

  private void answers(Report report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("usual", percent(result.accuracy())));
    result.alternatives().forEach((name, accuracy) -> rows.add(List.of(name, percent(accuracy))));
    report.table("Ways to answer", List.of("answer", "accuracy"), rows);
  }

  private HeatMapPlot matrix() {
    int classes = result.confusion().length;
    return HeatMapPlot.confusion("", result.confusion(), info.classes())
        .sized(1000, Math.max(420, Math.min(900, 160 + 44 * classes)));
  }

  private void classes(Report report) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < result.confusion().length; i++) {
      if (!Double.isNaN(result.recall(i))) {
        order.add(i);
      }
    }
    boolean all = order.size() <= LARGEST_MATRIX;
    if (!all) {
      order.sort(Comparator.comparingDouble(result::recall));
      order = order.subList(0, WORST_CLASSES);
    }
    List<List<String>> rows = order.stream().map(i -> List.of(info.className(i), Long.toString(count(i)),
        percent(result.recall(i)), percent(result.precision(i)), confusedWith(i))).toList();
    report.table(all ? "Classes" : "The " + WORST_CLASSES + " hardest classes",
        List.of("class", "pictures", "recognised", "answers right", "most often taken for"), rows);
  }

  private long count(int label) {
    long all = 0;
    for (long each : result.confusion()[label]) {
      all += each;
    }
    return all;
  }

  private String confusedWith(int label) {
    long[] row = result.confusion()[label];
    int most = -1;
    for (int i = 0; i < row.length; i++) {
      if (i != label && row[i] > 0 && (most < 0 || row[i] > row[most])) {
        most = i;
      }
    }
    return most < 0 ? "" : info.className(most) + " (" + row[most] + ")";
  }

  private Report.Picture picture(ClassificationResult.Mistake mistake) {
    Image image = data.get(mistake.index()).image();
    int side = Math.min(image.width(), image.height());
    Image shown = side > LARGEST_PICTURE
        ? Resize.resizeShorter(image, LARGEST_PICTURE, dev.fovea.image.Interpolation.BILINEAR) : image;
    return new Report.Picture(shown, List.of(
        "said " + info.className(mistake.predicted()) + " " + percent(mistake.probability()),
        "is " + info.className(mistake.label()) + " " + percent(mistake.labelProbability()),
        shortened(data.source(mistake.index()))));
  }

  /** The last two parts of a path: class folder and file. */
  private static String shortened(String source) {
    String plain = source.replace('\\', '/');
    int last = plain.lastIndexOf('/');
    return plain.substring(plain.lastIndexOf('/', last - 1) + 1);
  }

  private static String percent(double part) {
    return Double.isNaN(part) ? "-" : String.format(Locale.ROOT, "%.1f %%", part * 100);
  }
}
