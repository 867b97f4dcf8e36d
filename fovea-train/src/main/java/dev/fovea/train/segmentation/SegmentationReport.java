package dev.fovea.train.segmentation;

import dev.fovea.data.MaskedImage;
import dev.fovea.data.SegmentationSet;
import dev.fovea.image.BarPlot;
import dev.fovea.image.Grid;
import dev.fovea.image.Image;
import dev.fovea.image.Interpolation;
import dev.fovea.image.Resize;
import dev.fovea.train.run.Report;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Figures of the test part, of each class, and pictures beside their truth and prediction, for a report. */
final class SegmentationReport {
  private static final double TINT = 0.6;
  private static final int LEAST_WIDTH = 120;
  private static final int MOST_WIDTH = 240;
  private static final String EXPLANATION =
      "Test picture, truth and prediction; what has no class in the truth is untinted there.";

  private final SegmentationResult result;
  private final SegmenterInfo info;
  private final Source source;

  /**
   * Where the pictures of examples are.
   *
   * @param set in the order in which it was measured
   * @param prepare how the network saw an item
   */
  record Source(SegmentationSet set, UnaryOperator<MaskedImage> prepare) {}

  SegmentationReport(SegmentationResult result, SegmenterInfo info, Source source) {
    this.result = result;
    this.info = info;
    this.source = source;
  }

  void addTo(Report report) {
    SegmentationScores scores = result.scores();
    Map<String, String> figures = new LinkedHashMap<>();
    figures.put("mean IoU", percent(scores.meanIou()));
    figures.put("pixel accuracy", percent(scores.accuracy()));
    figures.put("mean class accuracy", percent(scores.meanAccuracy()));
    figures.put("frequency-weighted IoU", percent(scores.weightedIou()));
    figures.put("pictures", String.format(Locale.ROOT, "%,d", result.pictures()));
    report.table("Test, with the best weights", figures);
    report.plots("Intersection over union by class", List.of(bars()));
    classes(report);
    if (!result.worst().isEmpty()) {
      report.sheets("Pictures that went best", EXPLANATION, pictures(result.best()));
      report.sheets("Pictures that went worst", EXPLANATION, pictures(result.worst()));
    }
  }

  /** The best and the worst picture, each beside its truth and prediction in flat colours, with a legend. */
  Image sheet() {
    List<Image> cells = new ArrayList<>();
    BitSet present = new BitSet();
    for (SegmentationResult.Example example : List.of(result.best().get(0), result.worst().get(0))) {
      MaskedImage item = source.prepare().apply(source.set().get(example.index()));
      cells.add(shown(item.image().toRgb()));
      cells.add(shown(info.palette().paint(item.mask())));
      cells.add(shown(info.palette().paint(example.predicted())));
      present(item.mask(), example.predicted()).forEach(present::set);
    }
    cells.replaceAll(cell -> Resize.resize(cell, cells.get(0).width(), cells.get(0).height(), Interpolation.NEAREST));
    return info.palette().withLegend(Grid.of(cells, 3, 2), present.stream().boxed().toList(), info.classes());
  }

  /** The IoU of each class, in percent. */
  BarPlot bars() {
    double[] percents = IntStream.range(0, info.classes().size()).mapToDouble(i -> 100 * result.scores().ious()[i])
        .toArray();
    return new BarPlot("", info.classes()).bars("", percents).labels("", "IoU in %").showValues().sized(1000, 380);
  }

  private void classes(Report report) {
    SegmentationScores scores = result.scores();
    double all = IntStream.range(0, info.classes().size()).mapToLong(i -> scores.pixels()[i]).sum();
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < info.classes().size(); i++) {
      rows.add(List.of(info.classes().get(i), percent(scores.ious()[i]), percent(scores.accuracies()[i]),
          percent(scores.pixels()[i] / all)));
    }
    report.table("Classes", List.of("class", "IoU", "recognised", "share of pixels"), rows);
  }

  private List<Report.Picture> pictures(List<SegmentationResult.Example> examples) {
    return examples.stream().map(this::picture).toList();
  }

  private Report.Picture picture(SegmentationResult.Example example) {
    MaskedImage item = source.prepare().apply(source.set().get(example.index()));
    List<Image> three = new ArrayList<>();
    three.add(item.image().toRgb());
    three.add(info.palette().over(item.image(), item.mask(), TINT));
    three.add(info.palette().over(item.image(), example.predicted(), TINT));
    three.replaceAll(SegmentationReport::shown);
    Image strip = info.palette().withLegend(Grid.of(three, 3, 2), present(item.mask(), example.predicted()),
        info.classes());
    return new Report.Picture(strip, List.of("mean IoU " + percent(example.meanIou()),
        shortened(source.set().source(example.index()))));
  }

  /** The classes of either mask. */
  private List<Integer> present(Image truth, Image predicted) {
    BitSet numbers = new BitSet();
    for (Image mask : List.of(truth, predicted)) {
      for (byte number : mask.data()) {
        numbers.set(number & 0xff);
      }
    }
    return numbers.stream().filter(number -> number < info.classes().size()).boxed().toList();
  }

  /** Small ones enlarged without blur, large ones reduced. */
  private static Image shown(Image image) {
    int width = Math.min(MOST_WIDTH, image.width() * (1 + (LEAST_WIDTH - 1) / image.width()));
    return Resize.resize(image, width, Math.max(1, image.height() * width / image.width()),
        width > image.width() ? Interpolation.NEAREST : Interpolation.BILINEAR);
  }

  /** The last two parts of a path. */
  private static String shortened(String path) {
    String plain = path.replace('\\', '/');
    return plain.substring(plain.lastIndexOf('/', plain.lastIndexOf('/') - 1) + 1);
  }

  private static String percent(double part) {
    return Double.isNaN(part) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * part);
  }
}
