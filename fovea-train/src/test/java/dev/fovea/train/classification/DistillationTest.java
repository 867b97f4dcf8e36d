package dev.fovea.train.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.Datasets;
import dev.fovea.image.Image;
import dev.fovea.image.Interpolation;
import dev.fovea.models.Preprocessing;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.Callback;
import dev.fovea.train.Trainer;
import dev.fovea.train.recipe.RecipeException;
import dev.fovea.train.run.MetricsCsv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DeiT's training, with small networks on the digits. */
class DistillationTest {
  private static final Datasets.Options DATA = Datasets.Options.defaults().offline();
  private static final String[] EVERYTHING = {"data.batchSize=32", "data.limit=300", "data.augment.padding=1",
      "data.augment.randAugment=rand-m9-mstd0.5-inc1", "data.augment.erasing=0.5", "data.augment.repeats=3",
      "mixup.mixup=0.8", "mixup.cutmix=1.0", "loss.labelSmoothing=0.1", "optimizer.name=adamw",
      "optimizer.weightDecay=0.05", "optimizer.decayAll=false", "schedule.name=cosine", "schedule.warmup=0.5",
      "training.average=true", "training.averaging.decay=0.9", "training.precision=fp32", "training.device=cpu"};

  @TempDir static Path teachers;
  private static Path teacher;

  @TempDir Path temp;

  @BeforeAll
  static void teach() {
    TwoHeads.register();
    try (ClassifierTrainer trainer = ClassifierTrainer.create(ClassificationRecipe.named("lenet5-digits")
        .with("training.epochs=2", "training.device=cpu", "optimizer.lr=0.003"), teachers, DATA)) {
      trainer.run();
      teacher = trainer.folder().root();
      assertThat(trainer.best().get("accuracy")).isGreaterThan(0.7);
    }
  }

  private static ClassificationRecipe student(String type) {
    return ClassificationRecipe.DEFAULT.with(EVERYTHING).with("model.name=" + TwoHeads.NAME, "training.epochs=2",
        "distillation.type=" + type, "distillation.teacher=" + teacher);
  }

  @Test
  void aKilledRunWithEverythingOnEndsAsTheWholeOneWhateverTheThreads() throws IOException {
    ClassificationRecipe recipe = student("hard").with("training.checkpointEvery=2");
    byte[] whole;
    try (ClassifierTrainer trainer = ClassifierTrainer.create(recipe.with("data.threads=0"), temp, DATA)) {
      trainer.run();
      whole = Files.readAllBytes(trainer.folder().last());
    }
    Path run;
    try (ClassifierTrainer trainer = ClassifierTrainer.create(recipe.with("data.threads=3"), temp, DATA)) {
      run = trainer.folder().root();
      trainer.with(new Callback() {
        @Override
        public void onStep(Trainer<?> at) {
          if (at.progress().step() == 13) {
            throw new IllegalStateException("killed");
          }
        }
      });
      assertThatThrownBy(trainer::run).hasMessage("killed");
    }
    try (ClassifierTrainer trainer = ClassifierTrainer.resume(run, DATA)) {
      assertThat(trainer.trainer().progress().step()).isEqualTo(12);
      trainer.run();
      assertThat(Files.readAllBytes(trainer.folder().last())).isEqualTo(whole);
    }
  }

  @Test
  void theSecondHeadLearnsFromTheTeacherAlone() {
    try (ClassifierTrainer trainer = ClassifierTrainer.create(student("soft").with("distillation.alpha=0",
        "distillation.tau=3", "optimizer.decayAll=true", "optimizer.weightDecay=0"), temp, DATA)) {
      float[] before = weights(trainer, "head_dist.weight");
      trainer.run();
      assertThat(weights(trainer, "head_dist.weight")).isEqualTo(before);
    }
    try (ClassifierTrainer trainer = ClassifierTrainer.create(student("soft").with("distillation.alpha=1",
        "optimizer.decayAll=true", "optimizer.weightDecay=0"), temp, DATA)) {
      float[] before = weights(trainer, "head.weight");
      trainer.run();
      assertThat(weights(trainer, "head.weight")).isEqualTo(before);
      assertThat(MetricsCsv.read(trainer.folder().metrics()).stream().map(MetricsCsv.Row::metric))
          .contains("accuracy");
    }
  }

  private static float[] weights(ClassifierTrainer trainer, String name) {
    return trainer.model().stateDict().get(name).toFloats();
  }

  @Test
  void anyClassifierLearnsFromATeacherWithoutLabels() {
    try (ClassifierTrainer trainer = ClassifierTrainer.create(ClassificationRecipe.named("lenet5-digits").with(
        "training.epochs=2", "training.device=cpu", "optimizer.lr=0.003", "distillation.type=hard",
        "distillation.alpha=1", "distillation.teacher=" + teacher), temp, DATA)) {
      trainer.run();
      assertThat(trainer.best().get("accuracy")).isGreaterThan(0.6);
    }
  }

  @Test
  void aTeacherScoresTheStudentsInputsAsItsOwn() {
    Image picture = dev.fovea.data.Datasets.open("digits", dev.fovea.data.Split.TEST, DATA).get(3).image();
    try (Scope scope = Scope.open(); Predictor predictor = Predictor.open(teacher);
        GradMode off = GradMode.noGrad()) {
      InputForm own = predictor.info().input();
      Tensor expected = predictor.model().apply(own.batch(List.of(picture)));
      int side = own.preprocessing().crop();
      InputForm colour = form(3, side);
      try (Teacher taught = new Teacher(predictor.model(), own, colour)) {
        taught.eval();
        assertThat(taught.apply(colour.batch(List.of(own.fit(picture)))).allClose(expected, 1e-3, 1e-3)).isTrue();
        Tensor larger = taught.apply(form(3, 64).batch(List.of(own.fit(picture))));
        assertThat(larger.shape()).containsExactly(1, 10);
        assertThat(larger.argmax(1).itemLong()).isEqualTo(expected.argmax(1).itemLong());
      }
    }
  }

  private static InputForm form(int channels, int side) {
    List<Double> half = Collections.nCopies(channels, 0.3);
    return new InputForm(channels, new Preprocessing(side, side, Interpolation.BILINEAR, half, half));
  }

  @Test
  void requestsThatCannotBeMetSayWhatToDo() {
    assertThatThrownBy(() -> ClassifierTrainer.create(student("hard").with("distillation.teacher="), temp, DATA))
        .hasMessageContaining("distillation.teacher").hasMessageContaining("fovea train");
    assertThatThrownBy(() -> ClassifierTrainer.create(student("hard").with("distillation.teacher=runs/none"), temp,
        DATA)).hasMessageContaining("runs/none");
    assertThatThrownBy(() -> Teacher.open(student("hard").distillation(), List.of("a", "b"), form(1, 8)))
        .hasMessageContaining("10 classes").hasMessageContaining("2 are to be learned");
    assertThatThrownBy(() -> student("hard").with("loss.name=hinge")).isInstanceOf(RecipeException.class)
        .hasMessageContaining("mixup").hasMessageContaining("cross-entropy");
    assertThatThrownBy(() -> student("hard").with("data.augment.randAugment=rand-z3"))
        .isInstanceOf(RecipeException.class).hasMessageContaining("data.augment").hasMessageContaining("z3");
    assertThatThrownBy(() -> student("hard").with("data.augment.repeats=0")).hasMessageContaining("repeats");
    assertThatThrownBy(() -> student("hard").with("mixup.prob=2")).hasMessageContaining("mixup");
    assertThatThrownBy(() -> student("hard").with("distillation.tau=0")).hasMessageContaining("tau");
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void pathsOfTeachersAreMadeFull() {
    var relative = student("hard").with("distillation.teacher=runs/t").withFullPaths().distillation();
    assertThat(Path.of(relative.teacher())).isAbsolute();
    var named = student("hard").with("distillation.teacher=lenet5", "distillation.weights=w.pth").withFullPaths();
    assertThat(named.distillation().teacher()).isEqualTo("lenet5");
    assertThat(Path.of(named.distillation().weights())).isAbsolute();
    assertThat(ClassificationRecipe.DEFAULT.distillation().isNone()).isTrue();
  }

  @Test
  void vectorsAndPositionsAreSparedFromWeightDecay() {
    ClassificationRecipe recipe = student("none").with("distillation.teacher=");
    try (ClassifierTrainer trainer = ClassifierTrainer.create(recipe, temp, DATA)) {
      Map<String, Tensor> named = trainer.model().namedParameters();
      var groups = trainer.scheme().optimizations().get("model").optimizer().groups();
      assertThat(groups).hasSize(2);
      assertThat(groups.get(0).parameters()).containsExactly(named.get("embed.weight"), named.get("head.weight"),
          named.get("head_dist.weight"));
      assertThat(groups.get(1).parameters()).contains(named.get("pos_embed"), named.get("head.bias"));
    }
  }
}
