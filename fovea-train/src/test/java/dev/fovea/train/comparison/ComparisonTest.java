package dev.fovea.train.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.Datasets;
import dev.fovea.models.Models;
import dev.fovea.train.Callback;
import dev.fovea.train.StopSignal;
import dev.fovea.train.Trainer;
import dev.fovea.train.classification.ClassifierTrainer;
import dev.fovea.train.recipe.RecipeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Comparisons: their files, and runs that are stopped, resumed, and go on past those that fail. */
class ComparisonTest {
  private static final Datasets.Options DATA = Datasets.Options.defaults().offline();
  private static final String TWO = """
      name: two
      title: Two small ones
      smoke: true
      data: digits
      settings: [training.steps=20, data.testLimit=50, optimizer.lr=0.003]
      entries:
        - model: lenet5
        - label: smaller
          model: lenet5
          config: {in_channels: 3}
          settings: [training.steps=30]
      """;

  @TempDir Path folder;

  /** Notes who was trained and who was kept. */
  private static final class Notes implements ComparisonRun.Watcher {
    final List<String> trained = new ArrayList<>();
    final List<String> kept = new ArrayList<>();

    @Override
    public void finished(int number, int of, ComparisonRow row, boolean old) {
      (old ? kept : trained).add(row.label());
    }
  }

  private List<ComparisonRow> run(String text, Notes notes) {
    return new ComparisonRun(Comparison.parse(text, "text"), folder, DATA).run(new StopSignal(), notes);
  }

  @Test
  void aTableHoldsWhatCameOfEach() throws IOException {
    List<ComparisonRow> rows = run(TWO, new Notes());
    assertThat(rows).extracting(ComparisonRow::label).containsExactly("lenet5", "smaller");
    assertThat(rows.get(0).result().steps()).isEqualTo(20);
    assertThat(rows.get(1).result().steps()).isEqualTo(30);
    assertThat(rows.get(1).result().input()).isEqualTo("3x32x32");
    assertThat(Files.readString(folder.resolve("table.md"))).contains("# Two small ones", "2 networks on digits",
        "| lenet5 | 64,122 | 1x32x32 | fp32 | 20 |", "| smaller | ");
    assertThat(Files.readAllLines(folder.resolve("table.csv"))).hasSize(3)
        .element(1).asString().startsWith("lenet5,lenet5,64122,1x32x32,fp32,20,");
    assertThat(folder.resolve("accuracy.png")).isNotEmptyFile();
    assertThat(folder.resolve("losses.png")).isNotEmptyFile();
  }

  @Test
  void aSecondRunTrainsOnlyWhatIsMissingOrMeantOtherwise() throws IOException {
    run(TWO, new Notes());
    Notes again = new Notes();
    run(TWO, again);
    assertThat(again.kept).containsExactly("lenet5", "smaller");
    Notes other = new Notes();
    run(TWO.replace("training.steps=30", "training.steps=40"), other);
    assertThat(other.kept).containsExactly("lenet5");
    assertThat(other.trained).containsExactly("smaller");
    Files.writeString(folder.resolve("results/lenet5.json"), "{ torn");
    Notes torn = new Notes();
    run(TWO, torn);
    assertThat(torn.trained).contains("lenet5");
  }

  @Test
  void whoFailsHasARowAndTheOthersGoOn() throws IOException {
    Notes notes = new Notes();
    List<ComparisonRow> rows = run(TWO.replace("in_channels: 3", "image_size: 5"), notes);
    assertThat(rows.get(0).result()).isNotNull();
    assertThat(rows.get(1).result()).isNull();
    assertThat(rows.get(1).error()).contains("image_size");
    assertThat(Files.readString(folder.resolve("table.md"))).contains("- smaller failed: ");
    List<ComparisonRow> turned = run("""
        name: first-fails
        smoke: true
        settings: [training.steps=20]
        entries: [{label: bad, model: lenet5, config: {image_size: 5}}, {label: good, model: lenet5}]
        """, new Notes());
    assertThat(turned.get(0).error()).isNotNull();
    assertThat(turned.get(1).result()).isNotNull();
  }

  @Test
  void aStopKeepsWhatIsDone() {
    StopSignal stop = new StopSignal();
    Comparison two = Comparison.parse(TWO, "text");
    List<ComparisonRow> rows = new ComparisonRun(two, folder, DATA).run(stop, new ComparisonRun.Watcher() {
      @Override
      public void starting(int number, int of, ClassifierTrainer training) {
        training.with(new Callback() {
          @Override
          public void onStep(Trainer<?> trainer) {
            if (number == 2) {
              stop.request();
            }
          }
        });
      }
    });
    assertThat(rows).extracting(ComparisonRow::label).containsExactly("lenet5");
    Notes rest = new Notes();
    run(TWO, rest);
    assertThat(rest.kept).containsExactly("lenet5");
    assertThat(rest.trained).containsExactly("smaller");
  }

  @Test
  void aRecipeCanBeTheBase() {
    List<ComparisonRow> rows = run("""
        name: rates
        recipe: lenet5-digits
        settings: [training.epochs=1, training.logEvery=10]
        entries:
          - {label: slow, model: lenet5, settings: [optimizer.lr=0.00001]}
          - {label: fast, model: lenet5, settings: [optimizer.lr=0.003]}
        """, new Notes());
    assertThat(rows.get(1).result().accuracy()).isGreaterThan(rows.get(0).result().accuracy());
    assertThat(rows.get(0).result().failure()).isPresent();
  }

  @Test
  void theShippedOneTakesEveryNetworkOfItsChapter() {
    List<Plan> plans = Comparison.named("classification-smoke").plans("digits", List.of());
    assertThat(plans).extracting(Plan::model).containsExactlyInAnyOrderElementsOf(Models.entries().stream()
        .filter(entry -> entry.chapter().equals("classification")).map(entry -> entry.name()).toList());
    assertThat(plans).allMatch(plan -> plan.data().equals("fashion-mnist"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
    "title: Two small ones; titel: Two; did you mean 'title'",
    "smoke: true; smoke: false; expected either smoke: true or recipe",
    "label: smaller; label: lenet5; two rows are called 'lenet5'",
    "- model: lenet5; - model: lenet55; unknown model 'lenet55'",
    "entries:; chapter: clasification; did you mean 'classification'"
  })
  void filesAreCheckedBeforeAnythingBegins(String right, String wrong, String message) {
    assertThatThrownBy(() -> Comparison.parse(TWO.replaceFirst(java.util.regex.Pattern.quote(right) + "(?s)"
        + (wrong.startsWith("chapter") ? ".*" : ""), wrong), "text"))
        .isInstanceOf(RecipeException.class).hasMessageContaining(message).hasMessageStartingWith("text");
  }
}
