package dev.fovea.train.fewshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.DataException;
import dev.fovea.data.Datasets;
import dev.fovea.image.Image;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.Safetensors;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.Callback;
import dev.fovea.train.Metrics;
import dev.fovea.train.Trainer;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From characters on paper to a classifier of other characters. */
class FewShotTrainingTest {
  @TempDir Path temp;

  @BeforeEach
  void drawings() throws IOException {
    Scribbles.omniglot(temp);
  }

  private Datasets.Options data() {
    return Datasets.Options.defaults().dataDir(temp).offline();
  }

  private static Recipe recipe(String... changes) {
    return Recipe.named("protonet-omniglot-small1").with("model.config.hid_dim=16", "model.config.z_dim=16",
        "model.config.blocks=3", "data.side=20", "data.batchSize=8", "episodes.perEpoch=40", "training.epochs=4",
        "training.precision=fp32", "training.logEvery=10", "test.episodes=50", "test.queries=3", "test.views=2",
        "optimizer.lr=0.004").with(changes);
  }

  @Test
  void learnsToTellCharactersThatItHasNeverSeen() throws IOException {
    Path run;
    Metrics measured;
    double before;
    try (Training<?> training = Training.create(recipe(), temp.resolve("runs"), data())) {
      before = training.evaluate().get("accuracy_20way_1shot");
      assertThat(training.run()).isEqualTo(Trainer.Outcome.COMPLETED);
      run = training.folder().root();
      measured = training.trainer().latest();
    }
    assertThat(measured.get("accuracy_20way_1shot")).isGreaterThan(before + 0.05).isGreaterThan(0.5);
    assertThat(measured.get("accuracy_5way_5shot")).isGreaterThan(measured.get("accuracy_20way_5shot"));
    assertThat(measured.get("interval/accuracy_5way_1shot")).isBetween(0.001, 0.1);
    assertThat(measured.get("error_one_shot_runs")).isBetween(0.0, 0.5);
    assertThat(measured.values()).doesNotContainKey("error_within_alphabet");
    String report = Files.readString(run.resolve("report.html"));
    assertThat(report).contains("Classes never trained on, without Shared", "5-way 1-shot", "\u00b1", "the one with the most errors",
        "run02", "4.5 %", "prototypes", "Second/character20");
    try (Training<?> trained = Training.trained(run, data())) {
      assertThat(trained.evaluate()).isEqualTo(measured);
    }
    try (FewShotClassifier classifier = FewShotClassifier.open(run)) {
      assertThat(classifier.info().views()).isEqualTo(2);
      for (int character = 60; character < 64; character++) {
        classifier.addClass("sign " + character, List.of(Scribbles.draw(character, 0), Scribbles.draw(character, 1)));
      }
      List<Image> pictures = IntStream.range(60, 64).mapToObj(character -> Scribbles.draw(character, 7)).toList();
      List<String> named = classifier.classify(pictures).stream().map(each -> each.best().name()).toList();
      assertThat(IntStream.range(0, 4).filter(i -> named.get(i).equals("sign " + (60 + i))).count())
          .as("right answers: %s", named).isGreaterThanOrEqualTo(3);
    }
  }

  private static final class Killed extends RuntimeException {}

  @Test
  void aKilledRunEndsWithTheSameBits() throws IOException {
    Recipe recipe = recipe("training.checkpointEvery=3", "episodes.perEpoch=7");
    byte[] whole;
    Metrics expected;
    try (Training<?> training = Training.create(recipe, temp.resolve("whole"), data())) {
      training.run();
      whole = Files.readAllBytes(training.folder().last());
      expected = training.trainer().latest();
    }
    Path run;
    try (Training<?> training = Training.create(recipe, temp.resolve("killed"), data())) {
      run = training.folder().root();
      training.with(new Callback() {
        @Override
        public void onStep(Trainer<?> trainer) {
          if (trainer.progress().step() == 11) {
            throw new Killed();
          }
        }
      });
      assertThatThrownBy(training::run).isInstanceOf(Killed.class);
    }
    Generator.seedAll(99);
    try (Training<?> training = Training.resume(run, data())) {
      assertThat(training.run()).isEqualTo(Trainer.Outcome.COMPLETED);
      assertThat(training.trainer().latest()).isEqualTo(expected);
      assertThat(Files.readAllBytes(training.folder().last())).isEqualTo(whole);
    }
  }

  @Test
  void classFoldersAndColourWorkToo() throws IOException {
    Scribbles.write(temp.resolve("mine"), 0, 10, 4);
    Recipe recipe = recipe("data.name=image-folder:" + temp.resolve("mine"), "data.form=photo", "data.rotations=false",
        "data.mirrored=false", "data.batchSize=4", "episodes.perEpoch=2", "training.epochs=1");
    try (Training<?> training = Training.create(recipe, temp.resolve("runs"), data())) {
      training.run();
      assertThat(training.trainer().latest().values()).isEmpty();
      try (FewShotClassifier classifier = FewShotClassifier.open(training.folder().root())) {
        assertThat(classifier.info().config()).containsEntry("x_dim", 3);
        classifier.addClasses(temp.resolve("mine"));
        assertThat(classifier.classes()).hasSize(10);
        float[] probabilities = classifier.classify(Scribbles.draw(3, 9)).probabilities();
        double sum = IntStream.range(0, 10).mapToDouble(i -> probabilities[i]).sum();
        assertThat(sum).isCloseTo(1, org.assertj.core.api.Assertions.within(1e-4));
      }
    }
  }

  @Test
  void impossibleRecipesSayWhy() {
    assertThatThrownBy(() -> Training.create(recipe("data.batchSize=200"), temp, data()))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("200 classes with 1 + 3 items");
    assertThatThrownBy(() -> Training.create(recipe("data.name=mnist"), temp, data()))
        .isInstanceOf(DataException.class).hasMessageContaining("same classes in both parts");
    assertThatThrownBy(() -> recipe("data.batchSize=1")).hasMessageContaining("batchSize (classes in an episode)");
    assertThatThrownBy(() -> recipe("data.rotations=false")).hasMessageContaining("mirrored adds to rotations");
    assertThatThrownBy(() -> recipe("test.views=0")).hasMessageContaining("views of 1 or more");
    assertThatThrownBy(() -> recipe("distortion.rotate=-1")).hasMessageContaining("rotate of 0 to 180");
  }

  @Test
  void weightsFromElsewhereAreUnderstoodByTheirNames() {
    Path file = temp.resolve("published.safetensors");
    ProtoNets.write(file, 12, 20, 2);
    try (FewShotClassifier classifier = FewShotClassifier.open(file, Device.CPU)) {
      assertThat(classifier.info().config()).containsEntry("hid_dim", 12L).containsEntry("z_dim", 20L)
          .containsEntry("blocks", 2).containsEntry("x_dim", 1L);
      assertThat(classifier.info().form().side()).isEqualTo(28);
    }
    Path other = temp.resolve("other.safetensors");
    Scope.run(() -> Safetensors.write(other, java.util.Map.of("fc.weight", Tensors.rand(2, 2)), java.util.Map.of()));
    assertThatThrownBy(() -> FewShotClassifier.open(other)).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("no network for few-shot learning");
  }
}
