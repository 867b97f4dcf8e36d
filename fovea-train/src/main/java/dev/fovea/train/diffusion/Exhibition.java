package dev.fovea.train.diffusion;

import dev.fovea.data.Batch;
import dev.fovea.image.Image;
import dev.fovea.models.generative.DiffusionSampler.Method;
import dev.fovea.models.generative.DiffusionSampler.Watcher;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.Evaluation;
import dev.fovea.train.Metrics;
import dev.fovea.train.classification.ClassifierData;
import dev.fovea.train.generative.FrechetScore;
import dev.fovea.train.generative.NearestPictures;
import dev.fovea.train.generative.SampleSheet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes pictures with a network in training, shows them, and has a classifier judge them. */
final class Exhibition {
  private static final int BATCH = 64;
  private static final int MOST_COLUMNS = 10;
  private static final int ROWS_WITHOUT_CLASSES = 10;
  private static final int PATHS = 4;
  private static final int STATIONS = 10;
  private static final double[] SCALES = {0, 1, 2, 4, 8};
  private static final int[] DDIM_STEPS = {5, 10, 25, 50};
  private static final int[] DDPM_STEPS = {10, 25, 100};

  private final Painter painter;
  private final DiffusionRecipe recipe;
  private final @Nullable FrechetScore score;
  private final ClassifierData pictures;
  private final Evaluation<Batch> evaluation;

  /** The pictures of an evaluation; without a score they are shown, but not judged. */
  Exhibition(Painter painter, DiffusionRecipe recipe, @Nullable FrechetScore score, ClassifierData pictures,
      Evaluation<Batch> evaluation) {
    this.painter = painter;
    this.recipe = recipe;
    this.score = score;
    this.pictures = pictures;
    this.evaluation = evaluation;
  }

  /**
   * What a classifier says of made pictures.
   *
   * @param fid distance of their features from those of test pictures
   * @param accuracy part of them that it takes for the class that was asked for; empty where none was, or where its
   *     classes are others
   * @param seconds for each picture
   */
  record Judgement(double fid, OptionalDouble accuracy, double seconds) {
    Metrics addTo(Metrics metrics) {
      Metrics more = metrics.and("fid", fid);
      return accuracy.isPresent() ? more.and("accuracy_of_class", accuracy.getAsDouble()) : more;
    }

    private String row(String... name) {
      return String.join("\t", name) + String.format(Locale.ROOT, "\t%.1f ms\t%.1f\t%s", seconds * 1000, fid,
          accuracy.isPresent() ? String.format(Locale.ROOT, "%.1f %%", 100 * accuracy.getAsDouble()) : "-");
    }
  }

  /** What was counted while pictures were made. */
  private static final class Tally {
    private int done;
    private long right;
    private long nanoseconds;
  }

  private List<String> classes() {
    return painter.info().classes();
  }

  /** A row of pictures for each class, from the same noise every time. */
  void sheet() {
    int rows = classes().isEmpty() ? ROWS_WITHOUT_CLASSES : classes().size();
    int perClass = recipe.show().perClass();
    List<Integer> labels = IntStream.range(0, rows * perClass).mapToObj(i -> i / perClass).toList();
    evaluation.picture(DiffusionReport.SHEET, NamedRows.of(IntStream.range(0, rows).mapToObj(this::name).toList(),
        images(labels, recipe.sampling())));
  }

  private String name(int row) {
    return classes().isEmpty() ? "" : classes().get(row);
  }

  private List<Image> images(List<Integer> labels, SamplingSpec how) {
    List<Image> images = new ArrayList<>();
    for (int first = 0; first < labels.size(); first += BATCH) {
      int from = first;
      List<Integer> part = labels.subList(from, Math.min(labels.size(), from + BATCH));
      evaluation.compute(() -> images.addAll(
          SampleSheet.images(painter.paint(part, recipe.seed(), from, how, Watcher.NONE))));
    }
    return images;
  }

  /** A few pictures on their way: x_t above what the network takes for x_0. */
  void paths() {
    List<Integer> labels = painter.labels(0, PATHS);
    int steps = recipe.sampling().steps();
    List<Integer> stations = IntStream.range(0, STATIONS)
        .map(i -> 1 + (int) Math.round((double) i * (steps - 1) / (STATIONS - 1))).distinct().boxed().toList();
    List<List<Image>> noisy = new ArrayList<>();
    List<List<Image>> seen = new ArrayList<>();
    evaluation.compute(() -> painter.paint(labels, recipe.seed(), 0, recipe.sampling(), (done, all, timestep, x, xStart) -> {
      if (stations.contains(done)) {
        noisy.add(SampleSheet.images(x));
        seen.add(SampleSheet.images(xStart));
      }
    }));
    List<String> names = new ArrayList<>();
    List<Image> shown = new ArrayList<>();
    for (int k = 0; k < labels.size(); k++) {
      int picture = k;
      names.addAll(List.of(name(labels.get(k)), "  x_0"));
      noisy.forEach(each -> shown.add(each.get(picture)));
      seen.forEach(each -> shown.add(each.get(picture)));
    }
    evaluation.picture(DiffusionReport.PATHS, NamedRows.of(names, shown));
  }

  /** A picture of each class above the training picture that is nearest to it. */
  void nearest() {
    List<Integer> labels = columns();
    List<Image> both = new ArrayList<>();
    evaluation.compute(() -> {
      Tensor made = painter.paint(labels, recipe.seed(), 0, recipe.sampling(), Watcher.NONE);
      both.addAll(SampleSheet.images(made));
      NearestPictures nearest = NearestPictures.of(made, pictures.train(), painter.info().input(), painter.device());
      for (int index : nearest.indices()) {
        both.add(painter.info().input().fit(pictures.train().get(index).image()));
      }
    });
    evaluation.picture(DiffusionReport.NEAREST, NamedRows.of(List.of("made", "nearest"), both));
  }

  /** The same noise under growing guidance, and what it costs in variety. */
  void guidance() {
    if (classes().isEmpty()) {
      return;
    }
    List<String> names = new ArrayList<>();
    List<Image> shown = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    for (double scale : SCALES) {
      SamplingSpec how = recipe.sampling().withGuidance(scale);
      names.add(String.format(Locale.ROOT, "%.0f", scale));
      shown.addAll(images(columns(), how));
      judged(how, recipe.show().compared()).map(each -> each.row(names.get(names.size() - 1))).ifPresent(rows::add);
    }
    evaluation.picture(DiffusionReport.GUIDANCE, NamedRows.of(names, shown));
    evaluation.text(DiffusionReport.GUIDANCE, String.join("\n", rows));
  }

  /** DDIM and DDPM in different numbers of steps. */
  void samplers() {
    List<String> names = new ArrayList<>();
    List<Image> shown = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    for (Method method : Method.values()) {
      for (int steps : method == Method.DDIM ? DDIM_STEPS : DDPM_STEPS) {
        if (steps <= recipe.process().steps()) {
          SamplingSpec how = recipe.sampling().with(method, steps);
          names.add(method + " " + steps);
          shown.addAll(images(columns(), how));
          judged(how, recipe.show().compared()).map(each -> each.row(method.toString(), Integer.toString(steps)))
              .ifPresent(rows::add);
        }
      }
    }
    evaluation.picture(DiffusionReport.SAMPLERS, NamedRows.of(names, shown));
    evaluation.text(DiffusionReport.SAMPLERS, String.join("\n", rows));
  }

  /** The classes of a row of comparisons. */
  private List<Integer> columns() {
    return painter.labels(0, classes().isEmpty() ? MOST_COLUMNS : Math.min(MOST_COLUMNS, classes().size()));
  }

  /** What the classifier says of so many pictures, of all classes in turn; empty where there is no classifier. */
  Optional<Judgement> judged(SamplingSpec how, int samples) {
    if (score == null) {
      return Optional.empty();
    }
    boolean asked = !classes().isEmpty() && score.classifier().classes().equals(classes());
    Tally tally = new Tally();
    double fid = score.of(evaluation, samples, count -> {
      List<Integer> labels = painter.labels(tally.done, count);
      long start = System.nanoTime();
      Tensor made = painter.paint(labels, recipe.seed(), tally.done, how, Watcher.NONE);
      tally.nanoseconds += System.nanoTime() - start;
      tally.done += count;
      Tensor wanted = Tensors.of(labels.stream().mapToLong(Integer::longValue).toArray()).to(made.device());
      tally.right += score.classifier().look(made).scores().argmax(1).eq(wanted).sum().itemLong();
      return made;
    });
    return Optional.of(new Judgement(fid,
        asked ? OptionalDouble.of((double) tally.right / tally.done) : OptionalDouble.empty(),
        tally.nanoseconds * 1e-9 / tally.done));
  }
}
