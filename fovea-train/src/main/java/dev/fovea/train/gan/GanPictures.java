package dev.fovea.train.gan;

import dev.fovea.data.Batch;
import dev.fovea.data.Epoch;
import dev.fovea.data.Loader;
import dev.fovea.image.Image;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.Evaluation;
import dev.fovea.train.classification.ClassifierData;
import dev.fovea.train.classification.InputForm;
import dev.fovea.train.generative.FrechetScore;
import dev.fovea.train.generative.Latents;
import dev.fovea.train.generative.NearestPictures;
import dev.fovea.train.generative.SampleSheet;
import dev.fovea.train.run.Gallery;
import dev.fovea.train.run.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a run shows of its generator: a sheet of the same noises again and again, ways, sums and nearest neighbours. */
final class GanPictures {
  private static final String SAMPLES = "samples";
  private static final String WAYS = "interpolation";
  private static final String SUMS = "arithmetic";
  private static final int COLUMNS = 8;
  private static final int SHEET = 64;
  private static final int PAIRS = 4;
  private static final int STEPS = 10;
  private static final int POOL = 2048;
  private static final int ROWS = 10;

  private final List<LatentSum> arithmetic;
  private final int numbers;
  private final ClassifierData data;
  private final InputForm form;
  private final FrechetScore score;

  /**
   * Pictures of a generator.
   *
   * @param arithmetic sums of noises to show
   * @param numbers of noise that a picture is made from
   */
  GanPictures(List<LatentSum> arithmetic, int numbers, ClassifierData data, InputForm form, FrechetScore score) {
    this.arithmetic = List.copyOf(arithmetic);
    this.numbers = numbers;
    this.data = data;
    this.form = form;
    this.score = score;
  }

  /** The noise of the sheet; the same at every evaluation, as it is the first that is drawn there. */
  private Tensor fixedNoise() {
    return Tensors.randn(SHEET, numbers);
  }

  /** Shows the generator as it is now; {@code make} gives the pictures of noise (n, numbers). */
  void show(Evaluation<Batch> evaluation, UnaryOperator<Tensor> make) {
    evaluation.compute(() -> {
      evaluation.picture(SAMPLES, SampleSheet.of(make.apply(fixedNoise()), COLUMNS));
      evaluation.picture(WAYS, SampleSheet.of(make.apply(ways(Tensors.randn(2L * PAIRS, numbers))), STEPS));
      if (!arithmetic.isEmpty()) {
        showSums(evaluation, new LatentArithmetic(Tensors.randn(POOL, numbers), make, score.classifier()));
      }
    });
  }

  /** For each pair of noises (2 pairs, numbers) the points on the arc between them, then those on the straight line. */
  private static Tensor ways(Tensor ends) {
    List<Tensor> rows = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      Tensor from = ends.get(2L * i);
      Tensor to = ends.get(2L * i + 1);
      rows.add(Latents.arc(from, to, STEPS));
      rows.add(Latents.straight(from, to, STEPS));
    }
    return Tensors.cat(rows, 0);
  }

  private void showSums(Evaluation<Batch> evaluation, LatentArithmetic pictures) {
    List<Tensor> rows = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (LatentSum sum : arithmetic) {
      Optional<LatentArithmetic.Outcome> outcome = pictures.compute(sum);
      outcome.ifPresent(found -> rows.add(found.pictures()));
      lines.add(sum + " = "
          + outcome.map(LatentArithmetic.Outcome::verdict).orElse("(too few pictures of a class yet)"));
    }
    evaluation.text(SUMS, String.join("\n", lines));
    if (!rows.isEmpty()) {
      evaluation.picture(SUMS, SampleSheet.of(Tensors.cat(rows, 0), COLUMNS));
    }
  }

  /** Adds all that was shown, and how near the sheet's pictures are to what was learned from. */
  void report(Report report, Gallery gallery, UnaryOperator<Tensor> make) {
    List<Gallery.Shown<Image>> sheets = gallery.pictures(SAMPLES);
    if (sheets.isEmpty()) {
      return;
    }
    report.figures(Map.of("FID of real training pictures: the floor",
        String.format(Locale.ROOT, "%.4g", score.floor())));
    List<Gallery.Shown<Image>> some = spread(sheets);
    String steps = String.join(", ", some.stream().map(each -> Long.toString(each.step())).toList());
    report.sheets("Samples", "The same noises at the end of training, and from the beginning to the end. FID is "
        + "measured over features of a classifier trained here on the same data, not of Inception.", List.of(
        new Report.Picture(last(sheets), List.of("after step " + sheets.get(sheets.size() - 1).step())),
        new Report.Picture(SampleSheet.firstRows(some.stream().map(Gallery.Shown::content).toList(), side()),
            List.of("after steps " + steps))));
    List<Gallery.Shown<Image>> ways = gallery.pictures(WAYS);
    report.sheets("From noise to noise", "Each pair of rows leads from one noise to another: on the arc, which keeps "
        + "the length that noise has, and below it on the straight line.",
        List.of(new Report.Picture(last(ways), List.of())));
    sums(report, gallery);
    neighbours(report, make);
  }

  private int side() {
    return form.preprocessing().crop();
  }

  private static Image last(List<Gallery.Shown<Image>> pictures) {
    return pictures.get(pictures.size() - 1).content();
  }

  /** At most ten of the sheets, the first and the last among them. */
  private static List<Gallery.Shown<Image>> spread(List<Gallery.Shown<Image>> sheets) {
    int count = Math.min(ROWS, sheets.size());
    List<Gallery.Shown<Image>> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(sheets.get(count == 1 ? 0 : Math.round((float) i * (sheets.size() - 1) / (count - 1))));
    }
    return some;
  }

  private static void sums(Report report, Gallery gallery) {
    List<Gallery.Shown<Image>> pictures = gallery.pictures(SUMS);
    List<Gallery.Shown<String>> texts = gallery.texts(SUMS);
    if (!pictures.isEmpty() && !texts.isEmpty()) {
      report.sheets("Arithmetic with noise", "Each row: the mean noises of three pictures of each class, their sum, "
          + "and four noises near the sum. Below: what the classifier says of the sum's picture.",
          List.of(new Report.Picture(last(pictures), texts.get(texts.size() - 1).content().lines().toList())));
    }
  }

  /** Memory shows where made pictures lie nearer to training pictures than real unseen ones do. */
  private void neighbours(Report report, UnaryOperator<Tensor> make) {
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      Tensor made = make.apply(fixedNoise());
      NearestPictures near = NearestPictures.of(made, data.train(), form, made.device());
      NearestPictures real = NearestPictures.of(unseen(made), data.train(), form, made.device());
      List<Image> rows = new ArrayList<>(SampleSheet.images(made.narrow(0, 0, COLUMNS)));
      for (int i = 0; i < COLUMNS; i++) {
        rows.add(form.fit(data.train().get(near.indices()[i]).image()));
      }
      report.sheets("Nearest training pictures", "Made pictures, and below each the training picture whose pixels "
          + "are nearest. Where a network learned by heart, the two would be equal.",
          List.of(new Report.Picture(SampleSheet.of(rows, COLUMNS), List.of())));
      Map<String, String> table = new LinkedHashMap<>();
      table.put("made pictures", String.format(Locale.ROOT, "%.2f", near.median()));
      table.put("real test pictures", String.format(Locale.ROOT, "%.2f", real.median()));
      report.table("Median distance to the nearest training picture", table);
    }
  }

  /** As many test pictures as there are made ones, or all. */
  private Tensor unseen(Tensor like) {
    try (Loader<Batch> loader = ClassifierData.loader(data.test().take((int) like.size(0)), form, SHEET, 1,
        like.device()); Epoch<Batch> epoch = loader.epoch(0)) {
      return epoch.next().images();
    }
  }
}
