package dev.fovea.train.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.DataException;
import dev.fovea.data.Datasets;
import dev.fovea.image.Image;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.Callback;
import dev.fovea.train.Metrics;
import dev.fovea.train.Trainer;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Training;
import dev.fovea.train.run.MetricsCsv;
import dev.fovea.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentationTest {
  private static final Datasets.Options DATA = Datasets.Options.defaults().offline();

  @TempDir
  private Path temp;

  private Recipe recipe;

  /** What a power cut does: nothing is written after the step. */
  private static final class Killed extends RuntimeException {}

  @BeforeEach
  void shapes() throws IOException {
    Path shapes = Shapes.write(temp.resolve("shapes"));
    recipe = Recipe.named("unet-camvid").with("name=shapes", "data.name='mask-folder:" + shapes + "'",
        "data.width=32", "data.height=32", "data.batchSize=4", "data.testBatchSize=3", "model.config.width=4",
        "model.config.bilinear=false", "training.epochs=3", "training.evaluateEvery=1", "training.precision=fp32",
        "training.device=cpu", "training.checkpointEvery=1", "training.logEvery=2", "loss.dice=0.5",
        "loss.borderWeight=5", "loss.borderSigma=3", "data.augment.minScale=0.7", "data.threads=2");
  }

  private Training<?> start(Recipe chosen) {
    return Training.create(chosen, temp.resolve("runs"), DATA);
  }

  private static List<String> rows(RunFolder folder) {
    return MetricsCsv.read(folder.metrics()).stream()
        .map(row -> row.step() + " " + row.split() + " " + row.metric() + " " + row.value()).toList();
  }

  @Test
  void shapesAreLearned() throws IOException {
    Recipe longer = recipe.with("training.epochs=25", "training.evaluateEvery=5", "training.checkpointEvery=0",
        "model.config.width=8", "data.augment.minScale=1", "data.augment.maxScale=1.2");
    RunFolder folder;
    try (Training<?> training = start(longer)) {
      assertThat(training.shown().split()).isEqualTo("validation");
      assertThat(training.run()).isEqualTo(Trainer.Outcome.COMPLETED);
      assertThat(training.best().get("mean_iou")).isGreaterThan(0.8);
      folder = training.folder();
    }
    assertThat(rows(folder)).anyMatch(row -> row.contains(" validation iou/disc "));
    assertThat(rows(folder)).noneMatch(row -> row.contains(" test "));
    String report = Files.readString(folder.report());
    assertThat(report).contains("Test, with the best weights", "mean class accuracy", "iou in detail",
        "Pictures that went worst", "data:image/png");
    assertThat(folder.gallery().pictures("test-iou")).hasSize(1);
    assertThat(folder.gallery().pictures("test-pictures")).singleElement()
        .satisfies(shown -> assertThat(shown.step()).isEqualTo(75));
    try (Training<?> trained = Training.trained(folder.root(), DATA)) {
      assertThat(trained.evaluatedSplit()).isEqualTo("test");
      Metrics test = trained.evaluate();
      assertThat(test.get("mean_iou")).isGreaterThan(0.75);
      assertThat(report).contains(String.format(java.util.Locale.ROOT, "%.1f %%", 100 * test.get("mean_iou")));
      assertThat(Files.readString(folder.log())).contains("Test: " + test.figures());
    }
    try (Segmenter segmenter = Segmenter.open(folder.root())) {
      assertThat(segmenter.info().classes()).containsExactly("ground", "disc", "bar");
      Image mask = Shapes.mask(new dev.fovea.data.SplitMix64(77));
      SegmentedPicture seen = segmenter.segment(Shapes.picture(mask, 5));
      long right = java.util.stream.IntStream.range(0, mask.data().length)
          .filter(i -> mask.data()[i] == seen.mask().data()[i] || mask.data()[i] == -1).count();
      assertThat(right).isGreaterThan(mask.data().length * 85L / 100);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 7})
  void aRunThatWasKilledEndsAsTheOneThatWasNot(long steps) throws IOException {
    RunFolder whole;
    try (Training<?> training = start(recipe)) {
      training.run();
      whole = training.folder();
    }
    RunFolder killed;
    try (Training<?> training = start(recipe)) {
      killed = training.folder();
      training.with(new Callback() {
        @Override
        public void onStep(Trainer<?> at) {
          if (at.progress().step() == steps) {
            throw new Killed();
          }
        }
      });
      assertThatThrownBy(training::run).isInstanceOf(Killed.class);
    }
    Generator.seedAll(99);
    Tensors.rand(1000).close();
    try (Training<?> training = Training.resume(killed.root(), DATA)) {
      assertThat(training.run()).isEqualTo(Trainer.Outcome.COMPLETED);
    }
    assertThat(Arrays.equals(Files.readAllBytes(killed.last()), Files.readAllBytes(whole.last()))).isTrue();
    assertThat(Arrays.equals(Files.readAllBytes(killed.best()), Files.readAllBytes(whole.best()))).isTrue();
    assertThat(rows(killed)).isEqualTo(rows(whole));
  }

  @Test
  void theNumberOfThreadsThatPrepareMakesNoDifference() throws IOException {
    byte[][] last = new byte[2][];
    for (int i = 0; i < 2; i++) {
      try (Training<?> training = start(recipe.with("data.threads=" + 3 * i, "training.epochs=1"))) {
        training.run();
        last[i] = Files.readAllBytes(training.folder().last());
      }
    }
    assertThat(Arrays.equals(last[0], last[1])).isTrue();
  }

  @Test
  void picturesOfManySizesAreCutAndMeasuredOneByOne() throws IOException {
    Path images = temp.resolve("shapes/val/images");
    new Image(45, 38, 3).write(images.resolve("large.png"));
    new Image(45, 38, 1).write(temp.resolve("shapes/val/masks/large.png"));
    try (Training<?> training = start(recipe.with("data.width=0", "data.height=0", "data.crop=16",
        "training.epochs=1"))) {
      assertThat(training.run()).isEqualTo(Trainer.Outcome.COMPLETED);
    }
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(() -> start(recipe.with("model.name=resnet18"))).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("resnet18").hasMessageContaining("unet");
    assertThatThrownBy(() -> start(recipe.with("model.config.n_classes=7"))).hasMessageContaining("n_classes is 7")
        .hasMessageContaining("3 classes");
    assertThatThrownBy(() -> start(recipe.with("model.config.size=7"))).hasMessageContaining("unknown option 'size'");
    assertThatThrownBy(() -> start(recipe.with("data.name=mask-folder:nowhere"))).isInstanceOf(DataException.class)
        .hasMessageContaining("nothing there");
    assertThatThrownBy(() -> start(recipe.with("data.name=city"))).isInstanceOf(DataException.class)
        .hasMessageContaining("mask-folder:PATH");
    assertThatThrownBy(() -> start(recipe.with("loss.balance=none", "loss.classWeights=[1, 2]")))
        .hasMessageContaining("3 classes").hasMessageContaining("got 2");
    assertThatThrownBy(() -> recipe.with("data.width=0")).hasMessageContaining("both");
    assertThatThrownBy(() -> recipe.with("data.width=0", "data.height=0")).hasMessageContaining("crop");
    assertThatThrownBy(() -> recipe.with("data.ignore=[300]")).hasMessageContaining("300");
    assertThatThrownBy(() -> start(recipe.with("model.backboneRate=0.1"))).hasMessageContaining("backboneRate");
  }
}
