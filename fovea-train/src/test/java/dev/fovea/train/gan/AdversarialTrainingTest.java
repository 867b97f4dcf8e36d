package dev.fovea.train.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.Datasets;
import dev.fovea.nn.Module;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.Checkpoints;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.Callback;
import dev.fovea.train.Trainer;
import dev.fovea.train.generative.PictureGenerator;
import dev.fovea.train.generative.PictureGenerator.Request;
import dev.fovea.train.generative.PictureGenerators;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.RecipeException;
import dev.fovea.train.recipe.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generators against critics on the digits: learning, resuming, measuring, and what cannot work. */
class AdversarialTrainingTest {
  private static final Datasets.Options DATA = Datasets.Options.defaults().offline();
  private static final String SMALL = """
      task: gan
      name: small
      noise: 8
      generator: {name: dcgan_generator, config: {ngf: 8}}
      critic: {name: dcgan_discriminator, config: {ndf: 8}}
      data: {name: digits, batchSize: 32, crop: 8, threads: 1}
      fid: {passes: 2, samples: 128}
      arithmetic:
        - {from: "7", minus: "1", plus: "0"}
      training: {epochs: 2, steps: 12, logEvery: 4, precision: fp32}
      """;

  @TempDir Path temp;

  private static Recipe small(String... changes) {
    return Recipe.parse(SMALL, "small.yaml").with(changes);
  }

  private static Map<String, List<Float>> weights(Training<?> training) {
    Map<String, List<Float>> weights = new LinkedHashMap<>();
    training.scheme().networks().forEach((name, network) -> network.stateDict().forEach((key, tensor) -> {
      float[] values = Scope.run(() -> tensor.detach().to(DType.FLOAT32).toFloats());
      Float[] boxed = new Float[values.length];
      Arrays.setAll(boxed, i -> values[i]);
      weights.put(name + "." + key, List.of(boxed));
    }));
    return weights;
  }

  @Test
  void theDigitsOfTheRecipeComeNearerToRealOnes() throws IOException {
    Recipe recipe = Recipe.named("gan-digits").with("training.epochs=40", "training.evaluateEvery=10", "fid.passes=4",
        "fid.samples=500");
    try (Training<?> training = Training.create(recipe, temp, DATA)) {
      double[] first = {Double.NaN};
      training.with(new Callback() {
        @Override
        public void onEvaluated(Trainer<?> trainer, dev.fovea.train.Metrics metrics, boolean best) {
          first[0] = Double.isNaN(first[0]) ? metrics.get("fid") : first[0];
        }
      });
      training.run();
      assertThat(training.best().get("fid")).isPositive().isLessThan(first[0] / 2);
      Path run = training.folder().root();
      assertThat(training.folder().gallery().pictures("samples")).hasSize(4);
      assertThat(training.folder().gallery().pictures("interpolation")).hasSize(4);
      assertThat(Files.readString(training.folder().report())).contains("Samples", "From noise to noise",
          "Nearest training pictures", "the floor", "not of Inception");
      try (Training<?> trained = Training.trained(run, DATA)) {
        assertThat(trained.evaluate().get("fid")).isEqualTo(training.best().get("fid"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"loss.kind=non-saturating", "loss.kind=minimax", "loss.kind=hinge",
      "loss.kind=least-squares,loss.realLabel=0.9", "loss.r1=1,loss.r1Every=3",
      "loss.kind=wasserstein,loss.penalty=10,loss.criticSteps=5,critic.config.norm=layer",
      "training.precision=bf16,loss.kind=wasserstein,loss.penalty=10,critic.config.norm=none",
      "generator.name=gan_generator,generator.config={hidden: 16},critic.name=gan_discriminator,"
          + "critic.config={hidden: 8}", "critic.name=patchgan_n_layers,critic.config={n_layers_D: 1}",
      "training.average=true", "training.accumulate=2"})
  void everyGameIsPlayedByBoth(String changes) {
    Recipe recipe = small(changes.split(",(?=[a-z]+\\.)"));
    try (Training<?> training = Training.create(recipe, temp, DATA)) {
      Map<String, List<Float>> before = weights(training);
      training.run();
      GanLossSpec loss = ((GanRecipe) recipe).loss();
      int each = recipe.training().accumulate();
      assertThat(training.scheme().optimizations().get("critic").updates()).isEqualTo(12 / each);
      assertThat(training.scheme().optimizations().get("generator").updates())
          .isEqualTo(12 / loss.criticSteps() / each);
      Map<String, List<Float>> after = weights(training);
      assertThat(after.get("generator.main.0.weight")).isNotEqualTo(before.get("generator.main.0.weight"));
      String first = after.containsKey("critic.main.0.weight") ? "critic.main.0.weight" : "critic.model.0.weight";
      assertThat(after.get(first)).isNotEqualTo(before.get(first));
      assertThat(training.best().get("fid")).isFinite().isPositive();
    }
  }

  @Test
  void aRunThatIsKilledAndResumedEndsWithTheSameBits() {
    Recipe recipe = small("training.checkpointEvery=5", "training.average=true", "loss.kind=wasserstein",
        "loss.penalty=10", "loss.criticSteps=2", "critic.config.norm=layer", "training.steps=60");
    Map<String, List<Float>> whole;
    double fid;
    try (Training<?> training = Training.create(recipe, temp.resolve("whole"), DATA)) {
      training.run();
      whole = weights(training);
      fid = training.best().get("fid");
    }
    Path run;
    try (Training<?> training = Training.create(recipe, temp.resolve("killed"), DATA)) {
      run = training.folder().root();
      training.with(new Callback() {
        @Override
        public void onStep(Trainer<?> trainer) {
          if (trainer.progress().step() == 48) {   // after the first evaluation, between two generator steps
            throw new IllegalStateException("killed");
          }
        }
      });
      assertThatThrownBy(training::run).hasMessage("killed");
    }
    try (Training<?> training = Training.resume(run, DATA)) {
      training.run();
      assertThat(weights(training)).isEqualTo(whole);
      assertThat(training.best().get("fid")).isEqualTo(fid);
      assertThat(training.folder().gallery().pictures("samples")).hasSize(2);
    }
  }

  @Test
  void threadsThatPreparePicturesChangeNothing() {
    Map<String, List<Float>> alone;
    try (Training<?> training = Training.create(small("data.threads=0", "data.augment.padding=1"), temp, DATA)) {
      training.run();
      alone = weights(training);
    }
    try (Training<?> training = Training.create(small("data.threads=3", "data.augment.padding=1"), temp, DATA)) {
      training.run();
      assertThat(weights(training)).isEqualTo(alone);
    }
  }

  @Test
  void aTrainedGeneratorMakesPictures() {
    Path run;
    try (Training<?> training = Training.create(small(), temp, DATA)) {
      training.run();
      run = training.folder().root();
    }
    try (PictureGenerator generator = PictureGenerators.open(run);
        PictureGenerator file = PictureGenerators.open(run.resolve("checkpoints/best.safetensors"))) {
      int[] last = {0};
      var images = generator.generate(Request.of(70, 3), percent -> last[0] = percent);
      assertThat(images).hasSize(70).allMatch(image -> image.width() == 8 && image.channels() == 1);
      assertThat(last[0]).isEqualTo(100);
      assertThat(file.generate(Request.of(70, 3), percent -> { })).isEqualTo(images);
      assertThat(generator.generate(Request.of(70, 4), percent -> { })).isNotEqualTo(images);
      assertThat(generator.interpolate(Request.of(2, 3), 5, percent -> { })).hasSize(10);
      assertThat(generator.classes()).isEmpty();
      assertThatThrownBy(() -> generator.generate(Request.of(1, 1).withLabel(2), percent -> { }))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("without classes");
      assertThatThrownBy(() -> generator.generate(Request.of(1, 1).withSteps(20), percent -> { }))
          .hasMessageContaining("diffusion");
      assertThatThrownBy(() -> Request.of(0, 1)).hasMessageContaining("count");
    }
    Path judge = run.resolve("checkpoints/classifier.safetensors");
    assertThatThrownBy(() -> PictureGenerators.open(judge)).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("makes pictures");
  }

  @Test
  void sumsOfClassesOfOtherDataAreLeftOut() {
    Recipe recipe = small("arithmetic=[{from: Coat, minus: Dress, plus: Bag}, "
        + "{from: \"7\", minus: \"1\", plus: \"0\"}]");
    try (Training<?> training = Training.create(recipe, temp, DATA)) {
      training.run();
      var texts = training.folder().gallery().texts("arithmetic");
      assertThat(texts).hasSize(1);
      assertThat(texts.get(0).content()).startsWith("7 - 1 + 0 = ").doesNotContain("Coat");
    }
  }

  /** What the generator makes in evaluation is what its file makes: the averages, where those are kept. */
  @Test
  void theFileHoldsTheAverages() {
    Path run;
    try (Training<?> training = Training.create(small("training.average=true", "training.averaging.decay=0.5"), temp,
        DATA)) {
      training.run();
      run = training.folder().root();
      Module generator = training.scheme().networks().get("generator");
      try (Scope scope = Scope.open()) {
        Tensor saved = Checkpoints.load(run.resolve("checkpoints/last.safetensors"), "generator").tensors()
            .get("main.0.weight");
        Tensor live = generator.stateDict().get("main.0.weight");
        assertThat(saved.allClose(live.detach(), 0, 0.05)).isTrue();
        assertThat(saved.equal(live.detach())).isFalse();
      }
    }
  }

  @Test
  void whatCannotWorkIsSaidAtTheStart() {
    refused("norm to layer or none", "loss.penalty=10", "data.crop=16");
    refused("has no class 'x'", "arithmetic=[{from: x, minus: \"1\", plus: \"2\"}]");
    refused("image_size", "data.crop=28");
    refused("image_size is 16", "generator.config.image_size=16");
    refused("cannot be a critic", "critic={name: lenet5, config: {}}", "data.crop=32");
    refused("Unknown model", "generator.name=dcgam_generator");
    assertThatThrownBy(() -> small("data.normalize=unit")).isInstanceOf(RecipeException.class)
        .hasMessageContaining("symmetric");
    assertThatThrownBy(() -> small("loss.kind=hinge", "loss.realLabel=0.9")).hasMessageContaining("labels");
    assertThatThrownBy(() -> small("loss.criticSteps=0")).hasMessageContaining("criticSteps");
    assertThatThrownBy(() -> small("noise=0")).hasMessageContaining("noise");
    assertThatThrownBy(() -> small("schedule.name=plateau")).hasMessageContaining("plateau");
    assertThatThrownBy(() -> small("generator.conf=1")).hasMessageContaining("generator.conf");
  }

  private void refused(String words, String... changes) {
    assertThatThrownBy(() -> Training.create(small(changes), temp, DATA).close())
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(words);
    assertThat(temp).isEmptyDirectory();
  }
}
