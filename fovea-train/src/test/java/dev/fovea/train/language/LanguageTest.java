package dev.fovea.train.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.CharacterText;
import dev.fovea.data.DataException;
import dev.fovea.data.Datasets;
import dev.fovea.data.TextBatch;
import dev.fovea.data.TextStreams;
import dev.fovea.models.language.CharRnn;
import dev.fovea.nn.checkpoint.Safetensors;
import dev.fovea.nn.loss.CrossEntropyLoss;
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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A text is learned from a recipe, in one sitting or several, and written again. */
class LanguageTest {
  private static final String RHYME = "Row, row, row your boat,\nGently down the stream.\nMerrily, merrily, merrily, "
      + "merrily,\nLife is but a dream.\n\n";

  @TempDir Path temp;
  private Path song;

  @BeforeEach
  void song() throws IOException {
    song = Files.writeString(temp.resolve("song.txt"), RHYME.repeat(12));
  }

  private LanguageRecipe recipe(String... assignments) {
    return LanguageRecipe.DEFAULT.with("data.name=text:" + song, "model.hidden=24", "data.batchSize=4",
        "data.window=12", "data.trainPart=0.8", "optimizer.lr=0.01", "training.precision=fp32", "training.epochs=3",
        "training.logEvery=5").with(assignments);
  }

  private Training<?> create(LanguageRecipe recipe, String folder) {
    return Training.create(recipe, temp.resolve(folder), Datasets.Options.defaults());
  }

  private record Result(byte[] exported, float[] carried, List<String> rows, List<String> samples) {
    static Result of(Training<?> training) throws IOException {
      RunFolder folder = training.folder();
      return new Result(Files.readAllBytes(folder.last()), carried(folder),
          MetricsCsv.read(folder.metrics()).stream()
              .map(row -> row.step() + " " + row.split() + " " + row.metric() + " " + row.value()).toList(),
          folder.gallery().texts("sample").stream().map(each -> each.step() + each.content()).toList());
    }

    private static float[] carried(RunFolder folder) {
      try (Scope scope = Scope.open(); Safetensors state = Safetensors.open(folder.state())) {
        return state.readAll().get("carried/hidden").toFloats();
      }
    }

    void sameAs(Result other) {
      assertThat(exported).isEqualTo(other.exported);
      assertThat(carried).isEqualTo(other.carried).hasSize(2 * 4 * 24);
      assertThat(rows).isEqualTo(other.rows);
      assertThat(samples).isEqualTo(other.samples);
    }
  }

  private static final class Killed extends RuntimeException {}

  private Result whole(LanguageRecipe recipe) throws IOException {
    try (Training<?> training = create(recipe, "whole")) {
      assertThat(training.run()).isEqualTo(Trainer.Outcome.COMPLETED);
      return Result.of(training);
    }
  }

  private Result killedAfter(long steps, LanguageRecipe recipe) throws IOException {
    Path run;
    try (Training<?> training = create(recipe, "killed")) {
      run = training.folder().root();
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
    Generator.seedAll(77);
    try (Training<?> training = Training.resume(run, Datasets.Options.defaults())) {
      assertThat(training.run()).isEqualTo(Trainer.Outcome.COMPLETED);
      return Result.of(training);
    }
  }

  @ParameterizedTest
  @CsvSource({"LSTM, 30, 4, fp32", "LSTM, 25, 0, fp32", "LSTM, 29, 3, bf16", "GRU, 27, 1, fp32", "RNN, 41, 7, fp32"})
  void aKilledRunEndsBitIdentical(CharRnn.Cell cell, long killed, long every, String precision) throws IOException {
    LanguageRecipe recipe = recipe("model.cell=" + cell.name().toLowerCase(Locale.ROOT),
        "model.dropout=0.3", "training.checkpointEvery=" + every, "training.precision=" + precision);
    killedAfter(killed, recipe).sameAs(whole(recipe));
  }

  @ParameterizedTest
  @EnumSource(CharRnn.Cell.class)
  void aTextIsLearnedAndWritten(CharRnn.Cell cell) {
    try (Training<?> training = create(recipe("training.epochs=20", "training.evaluateEvery=20",
        "model.layers=1", "model.cell=" + cell.name().toLowerCase(Locale.ROOT)), "learned")) {
      training.run();
      Metrics best = training.best();
      assertThat(best.get("loss")).isLessThan(0.35);
      assertThat(best.get("bits")).isEqualTo(best.get("loss") / Math.log(2), within(1e-9));
      assertThat(best.get("perplexity")).isEqualTo(Math.exp(best.get("loss")), within(1e-9));
      try (TextGenerator generator = TextGenerator.open(training.folder().root())) {
        assertThat(generator.sample("Row, row, r", 60, 0, 1)).startsWith("ow your boat,\nGently down");
      }
    }
  }

  /** The figure is the mean surprise of the whole validation part, however it is cut into windows and streams. */
  @Test
  void evaluationIsTheMeanOverEveryCharacterWithTheStateCarriedOn() {
    LanguageRecipe recipe = recipe("training.epochs=1");
    try (Training<?> training = create(recipe, "evaluated"); Scope scope = Scope.open()) {
      training.run();
      CharacterText part = CharacterText.of("song", RHYME.repeat(12)).split(0.8).get(1);
      assertThat(part.length()).isGreaterThan(220);
      CharRnn network = (CharRnn) training.scheme().networks().get("model");
      network.eval();
      int[] numbers = part.vocabulary().encode(part.text(0, part.length()));
      Tensor text = Tensors.of(numbers, 1, numbers.length);
      Tensor surprise = network.apply(text.narrow(1, 0, numbers.length - 1)).logits().get(0).logSoftmax(1).neg();
      double sum = 0;
      for (int i = 1; i < numbers.length; i++) {
        sum += surprise.get(i - 1).get(numbers[i]).item();
      }
      assertThat(training.evaluate().get("loss")).isEqualTo(sum / (numbers.length - 1), within(1e-5));
    }
  }

  /** With a learning rate of next to nothing, the losses of steps are those of reading on through an epoch. */
  @ParameterizedTest
  @EnumSource(CharRnn.Cell.class)
  void theStateIsCarriedFromStepToStepAndForgottenBetweenEpochs(CharRnn.Cell cell) {
    try (Training<?> training = create(recipe("optimizer.lr=1e-30", "training.epochs=2", "training.logEvery=1",
        "model.cell=" + cell.name().toLowerCase(Locale.ROOT)), "carried"); Scope scope = Scope.open()) {
      training.run();
      List<Double> logged = MetricsCsv.read(training.folder().metrics()).stream()
          .filter(row -> row.split().equals("train") && row.metric().equals("loss")).map(MetricsCsv.Row::value)
          .toList();
      CharRnn network = (CharRnn) training.scheme().networks().get("model");
      TextStreams streams =
          TextStreams.training(CharacterText.of("song", RHYME.repeat(12)).split(0.8).get(0), 4, 12, 1);
      assertThat(logged).hasSize(2 * streams.batches());
      int step = 0;
      for (int epoch = 0; epoch < 2; epoch++) {
        CharRnn.State state = network.zeros(4);
        for (TextBatch batch : streams.epoch(epoch)) {
          CharRnn.Output read = network.apply(batch.input(), state);
          double carried = loss(read, batch);
          assertThat(logged.get(step++)).isEqualTo(carried, within(1e-5));
          state = read.state();
        }
      }
    }
  }

  private static double loss(CharRnn.Output read, TextBatch batch) {
    return new CrossEntropyLoss().apply(read.logits().flatten(0, 1), batch.target().flatten(0)).item();
  }

  @Test
  void theReportShowsSamplesTheirGrowthAndCells() throws IOException {
    try (Training<?> training = create(recipe(), "reported")) {
      training.run();
      String html = Files.readString(training.folder().report());
      assertThat(html).contains("Sample at temperature 0.5", "Sample at temperature 1.0",
          "The sample of each evaluation", "Cells that follow the text", "place in the line (layer ");
      assertThat(training.folder().gallery().texts("sample")).hasSize(3)
          .allMatch(sample -> sample.content().length() == 220);
    }
  }

  @Test
  void aTextTooShortForSamplesAndCellsIsStillLearned() throws IOException {
    Files.writeString(song, "ab".repeat(60));
    try (Training<?> training = create(recipe("training.epochs=1", "data.trainPart=0.9"), "short")) {
      training.run();
      assertThat(training.best().get("loss")).isLessThan(1.5);
    }
  }

  /** A loss that falls is no better where the goal is the highest. */
  @Test
  void aPlateauLowersTheLearningRate() {
    try (Training<?> training = create(recipe("training.goal=max", "training.epochs=4", "schedule.name=plateau",
        "schedule.patience=0", "schedule.gamma=0.5"), "plateau")) {
      training.run();
      List<Double> rates = MetricsCsv.read(training.folder().metrics()).stream()
          .filter(row -> row.metric().equals("lr")).map(MetricsCsv.Row::value).distinct().toList();
      assertThat(rates).hasSize(3).isSortedAccordingTo(Comparator.reverseOrder());
    }
  }

  @Test
  void recipesAreChecked() {
    assertThatThrownBy(() -> recipe("data.trainPart=1")).isInstanceOf(RecipeException.class)
        .hasMessageContaining("trainPart: expected more than 0 and less than 1, got 1");
    assertThatThrownBy(() -> recipe("schedule.name=plateau", "schedule.warmup=1")).hasMessageContaining("warmup");
    assertThatThrownBy(() -> recipe("data.window=0")).hasMessageContaining("window");
    assertThatThrownBy(() -> recipe("model.cell=cnn")).hasMessageContaining("model.cell").hasMessageContaining("cnn");
    assertThatThrownBy(() -> create(recipe("model.dropout=1.5"), "no")).hasMessageContaining("dropout");
    assertThatThrownBy(() -> create(recipe("data.window=500"), "no")).isInstanceOf(DataException.class)
        .hasMessageContaining("too short to learn from");
    LanguageRecipe relative = recipe("data.name=text:song.txt").withFullPaths();
    assertThat(relative.data().name()).isEqualTo("text:" + Path.of("song.txt").toAbsolutePath());
    assertThat(Recipe.parse(relative.toYaml(), "again")).isEqualTo(relative);
  }

  @Test
  void theRecipeOfTheSystemIsTwoLayersOnTinyShakespeare() {
    LanguageRecipe recipe = (LanguageRecipe) Recipe.named("char-rnn-shakespeare");
    assertThat(recipe.network()).isEqualTo("char_rnn lstm");
    assertThat(recipe.dataset()).isEqualTo("tinyshakespeare");
    assertThat(recipe.training().monitor()).isEqualTo("loss");
    assertThat(recipe.training().clipNorm()).isPositive();
  }
}
