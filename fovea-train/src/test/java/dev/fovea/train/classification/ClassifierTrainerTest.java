package dev.fovea.train.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.Datasets;
import dev.fovea.data.ImageClassification;
import dev.fovea.data.Split;
import dev.fovea.image.Image;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.Safetensors;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.Callback;
import dev.fovea.train.Trainer;
import dev.fovea.train.recipe.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LeNet-5 on the digits, from the recipe to the prediction. */
class ClassifierTrainerTest {
  private static final Datasets.Options DATA = Datasets.Options.defaults().offline();

  @TempDir Path temp;

  private static ClassificationRecipe recipe(String... changes) {
    return ClassificationRecipe.named("lenet5-digits").with("training.epochs=5").with("data.batchSize=64").with(changes);
  }

  @Test
  void learnsTheDigitsAndThenNamesThem() throws IOException {
    Path run;
    double accuracy;
    try (ClassifierTrainer trainer = ClassifierTrainer.create(recipe("optimizer.lr=0.003"), temp, DATA)) {
      assertThat(trainer.run()).isEqualTo(Trainer.Outcome.COMPLETED);
      run = trainer.folder().root();
      accuracy = trainer.best().get("accuracy");
    }
    assertThat(accuracy).isGreaterThan(0.93);
    String report = Files.readString(run.resolve("report.html"));
    assertThat(report).contains("Confusion matrix", "Most confident mistakes", "data:image/png;base64,", "libtorch",
        "learning rate", "lenet5");
    try (Training<?> trained = Training.trained(run, DATA)) {
      assertThat(trained.evaluate().get("accuracy")).isEqualTo(accuracy);
    }
    ImageClassification test = Datasets.open("digits", Split.TEST, DATA);
    try (Predictor predictor = Predictor.open(run)) {
      ClassificationResult result = predictor.evaluate(test, done -> { });
      assertThat(result.accuracy()).isEqualTo(accuracy);
      assertThat(result.samples()).isEqualTo(test.size());
      List<Image> images = IntStream.range(0, 40).mapToObj(i -> test.get(i).image()).toList();
      List<Prediction> predictions = predictor.predict(images);
      for (int i = 0; i < images.size(); i++) {
        float[] together = predictions.get(i).probabilities();
        float[] alone = predictor.predict(images.get(i)).probabilities();
        assertThat(together).containsExactly(alone, org.assertj.core.api.Assertions.within(1e-5f));
      }
      Path file = temp.resolve("digit.png");
      images.get(0).toRgb().write(file);
      assertThat(predictor.predict(file).best().name()).isEqualTo(predictions.get(0).best().name());
      assertThat(predictions.get(0).top(3)).hasSize(3).isSortedAccordingTo(
          (a, b) -> Float.compare(b.probability(), a.probability()));
      assertThatThrownBy(() -> predictor.evaluate(three(test), done -> { })).hasMessageContaining("10 classes")
          .hasMessageContaining("3");
    }
  }

  private static ImageClassification three(ImageClassification base) {
    var memory = (dev.fovea.data.MemoryImages) base;
    return new dev.fovea.data.MemoryImages("three", List.of("a", "b", "c"), 1, memory.height(), memory.width(),
        new byte[memory.height() * memory.width()], new int[] {0});
  }

  @Test
  void aKilledRunWithAugmentationEndsAsTheWholeOneWhateverTheThreads() throws IOException {
    String[] changes = {"training.epochs=2", "data.limit=300", "data.augment.padding=2", "training.checkpointEvery=3",
        "training.accumulate=2", "training.average=true", "training.averaging.decay=0.9"};
    byte[] whole;
    try (ClassifierTrainer trainer = ClassifierTrainer.create(recipe(changes).with("data.threads=0"), temp, DATA)) {
      trainer.run();
      whole = Files.readAllBytes(trainer.folder().last());
    }
    Path run;
    try (ClassifierTrainer trainer = ClassifierTrainer.create(recipe(changes).with("data.threads=3"), temp, DATA)) {
      run = trainer.folder().root();
      trainer.with(new Callback() {
        @Override
        public void onStep(Trainer<?> at) {
          if (at.progress().step() == 7) {
            throw new IllegalStateException("killed");
          }
        }
      });
      assertThatThrownBy(trainer::run).hasMessage("killed");
    }
    try (ClassifierTrainer trainer = ClassifierTrainer.resume(run, DATA)) {
      assertThat(trainer.trainer().progress().step()).isEqualTo(6);
      trainer.run();
      assertThat(Files.readAllBytes(trainer.folder().last())).isEqualTo(whole);
    }
  }

  @Test
  void weightsOfAnotherTaskAreABackboneThatMayBeFrozen() {
    Path weights = temp.resolve("weights.safetensors");
    try (Scope scope = Scope.open(); var model = dev.fovea.models.Models.classifier("lenet5")) {
      var state = new java.util.LinkedHashMap<>(model.stateDict());
      state.put("f5.f5.f5.weight", Tensors.zeros(12, 84));
      state.put("f5.f5.f5.bias", Tensors.zeros(12));
      Safetensors.write(weights, state, java.util.Map.of());
    }
    ClassificationRecipe frozen = recipe("training.epochs=1", "data.limit=128", "model.weights=" + weights, "model.backboneRate=0",
        "model.config.in_channels=1");
    try (ClassifierTrainer trainer = ClassifierTrainer.create(frozen, temp, DATA)) {
      assertThat(trainer.loaded().mismatched()).extracting("name").containsExactlyInAnyOrder("f5.f5.f5.weight",
          "f5.f5.f5.bias");
      float[] before = trainer.model().stateDict().get("c1.c1.c1.weight").toFloats();
      float[] head = trainer.model().stateDict().get("f5.f5.f5.weight").toFloats();
      trainer.run();
      assertThat(trainer.model().stateDict().get("c1.c1.c1.weight").toFloats()).isEqualTo(before);
      assertThat(trainer.model().stateDict().get("f5.f5.f5.weight").toFloats()).isNotEqualTo(head);
    }
  }

  @Test
  void badRequestsLeaveNoFolder() {
    assertThatThrownBy(() -> ClassifierTrainer.create(recipe("model.name=lenet6"), temp, DATA))
        .hasMessageContaining("lenet6").hasMessageContaining("lenet5");
    assertThatThrownBy(() -> ClassifierTrainer.create(recipe("model.config.num_clases=3"), temp, DATA))
        .hasMessageContaining("num_clases");
    assertThatThrownBy(() -> ClassifierTrainer.create(recipe("model.config.num_classes=12"), temp, DATA))
        .hasMessageContaining("12").hasMessageContaining("10 classes");
    assertThatThrownBy(() -> ClassifierTrainer.create(recipe("data.name=digit"), temp, DATA))
        .hasMessageContaining("digits");
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void weightsWithoutADescriptionNeedTheNameOfTheirNetwork() {
    Path file = temp.resolve("plain.safetensors");
    try (var model = dev.fovea.models.Models.classifier("lenet5")) {
      Safetensors.write(file, model.stateDict(), java.util.Map.of());
    }
    assertThatThrownBy(() -> Predictor.open(file)).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("which network");
    try (Predictor predictor = Predictor.of("lenet5", file, Device.CPU)) {
      assertThat(predictor.predict(new Image(20, 30, 3)).probabilities()).hasSize(10);
    }
    assertThatThrownBy(() -> Predictor.of("resnet18", file, Device.CPU)).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("another architecture");
  }
}
