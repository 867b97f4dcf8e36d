package dev.fovea.train.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.Datasets;
import dev.fovea.nn.checkpoint.Checkpoints;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.Callback;
import dev.fovea.train.Metrics;
import dev.fovea.train.Trainer;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.RecipeException;
import dev.fovea.train.recipe.Training;
import dev.fovea.train.run.MetricsCsv;
import dev.fovea.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A tiny diffusion model of a few digits, from the recipe to the report. */
class DiffusionTrainingTest {
  static final Datasets.Options DATA = Datasets.Options.defaults().offline();

  @TempDir Path temp;

  static Recipe recipe(String... changes) {
    return Recipe.named("ddpm-digits").with("model.config.ch_mult=[1, 1]", "model.config.resolution=8",
        "data.limit=128", "data.batchSize=32", "process.steps=50", "sampling.steps=4", "show.perClass=1",
        "show.every=1", "show.compared=4", "fid.passes=1", "fid.samples=20", "optimizer.lr=0.002", "schedule.warmup=0",
        "training.epochs=2", "training.logEvery=2", "training.precision=fp32").with(changes);
  }

  /** What a power cut does: nothing is written after the step. */
  private static final class Killed extends RuntimeException {}

  private record Result(byte[] weights, List<String> rows, List<String> shown) {}

  private static Result result(RunFolder folder) throws IOException {
    List<String> rows = MetricsCsv.read(folder.metrics()).stream()
        .map(row -> row.step() + " " + row.split() + " " + row.metric() + " " + row.value()).toList();
    List<String> shown = folder.gallery().pictures(DiffusionReport.SHEET).stream()
        .map(each -> each.step() + " " + java.util.Arrays.hashCode(each.content().data())).toList();
    return new Result(Files.readAllBytes(folder.last()), rows, shown);
  }

  @Test
  void learnsToSeeNoiseAndShowsWhatItMakes() throws IOException {
    Path run;
    Metrics best;
    try (Training<?> training = Training.create(recipe(), temp, DATA)) {
      assertThat(training.run()).isEqualTo(Trainer.Outcome.COMPLETED);
      run = training.folder().root();
      best = training.best();
    }
    assertThat(best.get("loss")).as("a network that says nothing has a loss of 1").isLessThan(0.8);
    assertThat(best.get("fid")).isPositive();
    assertThat(best.get("accuracy_of_class")).isBetween(0.0, 1.0);
    assertThat(Files.readString(run.resolve("report.html"))).contains("Pictures", "From noise to pictures", "Guidance",
        "Figures of guidance", "Samplers", "DDPM", "DDIM", "test loss by noise level");
    RunFolder folder = RunFolder.open(run);
    assertThat(folder.gallery().pictures(DiffusionReport.SHEET)).hasSize(2);
    assertThat(folder.gallery().texts(DiffusionReport.GUIDANCE).get(0).content().lines()).hasSize(5)
        .allMatch(line -> line.split("\t").length == 4);
    assertThat(folder.gallery().texts(DiffusionReport.SAMPLERS).get(0).content().lines())
        .as("as many steps as the process has, or fewer").hasSize(6);
    try (Training<?> trained = Training.trained(run, DATA)) {
      Generator.seedAll(77);
      Metrics again = trained.evaluate();
      assertThat(again.values()).isEqualTo(best.values());
      assertThat(trained.evaluate().values()).isEqualTo(best.values());
    }
  }

  @ParameterizedTest(name = "killed after step {0}, {1} timesteps, {2}")
  @CsvSource({"1, uniform, mse", "6, antithetic, mse", "7, antithetic, rescaled-mse"})
  void aResumedRunEndsBitIdentical(long killed, String timesteps, String loss) throws IOException {
    Recipe recipe = recipe("process.timesteps=" + timesteps, "process.loss=" + loss, "training.checkpointEvery=1",
        "process.variance=" + (loss.equals("mse") ? "fixed-large" : "learned-range"), "show.compared=0");
    Result whole;
    try (Training<?> training = Training.create(recipe, temp.resolve("whole"), DATA)) {
      training.run();
      whole = result(training.folder());
    }
    Path run;
    try (Training<?> training = Training.create(recipe, temp.resolve("killed"), DATA)) {
      run = training.folder().root();
      training.with(new Callback() {
        @Override
        public void onCheckpoint(Trainer<?> trainer, Path file) {
          if (trainer.progress().step() == killed) {
            throw new Killed();
          }
        }
      });
      assertThatThrownBy(training::run).isInstanceOf(Killed.class);
    }
    Generator.seedAll(99);
    Tensors.rand(100).close();
    try (Training<?> resumed = Training.resume(run, DATA)) {
      assertThat(resumed.run()).isEqualTo(Trainer.Outcome.COMPLETED);
      Result result = result(resumed.folder());
      assertThat(result.rows()).isEqualTo(whole.rows());
      assertThat(result.shown()).isEqualTo(whole.shown()).hasSize(2);
      assertThat(result.weights()).isEqualTo(whole.weights());
    }
  }

  @Test
  void withoutClassesItMakesPicturesOfAnything() throws IOException {
    try (Training<?> training = Training.create(recipe("model.config.num_classes=0"), temp, DATA)) {
      training.run();
      assertThat(training.best().values()).containsKeys("loss", "fid").doesNotContainKey("accuracy_of_class");
      assertThat(Files.readString(training.folder().report())).contains("Samplers").doesNotContain("Guidance");
    }
  }

  /** Rows of classes that are never told keep their first values; that of "no class" learns. */
  @Test
  void droppedLabelsTeachTheRowOfNoClass() {
    try (Training<?> training = Training.create(recipe("process.labelDropout=1", "training.average=false",
        "training.epochs=1", "show.compared=0"), temp, DATA); Scope scope = Scope.open()) {
      Tensor rows = training.scheme().networks().get("unet").stateDict().get("label_emb.weight");
      Tensor before = rows.detach().clone();
      training.run();
      Tensor moved = rows.detach().sub(before).abs().amax(new int[] {1}, false);
      assertThat(moved.narrow(0, 0, 10).max().item()).isZero();
      assertThat(moved.get(10).item()).isPositive();
    }
  }

  @Test
  void theFileOfWeightsHoldsTheAverage() {
    try (Training<?> training = Training.create(recipe("show.compared=0"), temp, DATA); Scope scope = Scope.open()) {
      training.run();
      Tensor live = training.scheme().networks().get("unet").stateDict().get("conv_out.weight").detach();
      Tensor kept = Checkpoints.load(training.folder().last()).tensors().get("conv_out.weight");
      assertThat(kept.allClose(live, 1e-4, 1e-5)).isFalse();
      assertThat(kept.abs().max().item()).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"data.normalize=fit | symmetric", "sampling.steps=51 | at most the 50",
      "process.labelDropout=1.5 | 0 to 1", "sampling.eta=2 | 0 to 1", "process.noise=quadratic | did you mean|",
      "show.compared=1 | 2 or more", "process.steps=1 | 2 or more"})
  void wrongRecipesAreExplained(String change, String message) {
    String key = change.substring(0, change.indexOf('=')).substring(change.indexOf('.') + 1);
    assertThatThrownBy(() -> recipe(change)).isInstanceOf(RecipeException.class).hasMessageContaining(key)
        .hasMessageContaining(change.contains("quadratic") ? "linear" : message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.config.num_classes=7", "data.crop=12", "model.name=lenet5", "model.config.ch=40",
      "model.config.widht=3"})
  void recipesThatDoNotFitTheDataAreExplained(String change) {
    Recipe recipe = recipe(change);
    String key = change.substring(change.lastIndexOf('.') + 1, change.indexOf('='));
    assertThatThrownBy(() -> Training.create(recipe, temp, DATA)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key);
  }
}
