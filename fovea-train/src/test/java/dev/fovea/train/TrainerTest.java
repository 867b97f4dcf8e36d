package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.Batch;
import dev.fovea.data.Loader;
import dev.fovea.nn.checkpoint.Checkpoints;
import dev.fovea.nn.optim.SGD;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.run.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private static final TrainingOptions OPTIONS = TrainingOptions.DEFAULT.withEpochs(2).withPrecision(Precision.FP32);

  @TempDir Path temp;

  @Test
  void callbacksAreToldInOrder() {
    List<String> told = new ArrayList<>();
    record Named(String name, List<String> told) implements Callback {
      @Override
      public void onStart(Trainer<?> trainer) {
        told.add(name + " start");
      }

      @Override
      public void onEpochStart(Trainer<?> trainer) {
        told.add(name + " epoch");
      }

      @Override
      public void onStep(Trainer<?> trainer) {
        told.add(name + " step " + trainer.progress().step());
      }

      @Override
      public void onLog(Trainer<?> trainer, Metrics train) {
        told.add(name + " log " + train.values().keySet());
      }

      @Override
      public void onEvaluated(Trainer<?> trainer, Metrics metrics, boolean best) {
        told.add(name + " evaluated " + best);
      }

      @Override
      public void onCheckpoint(Trainer<?> trainer, Path file) {
        told.add(name + " checkpoint");
      }

      @Override
      public void onEpochEnd(Trainer<?> trainer) {
        told.add(name + " epoch end");
      }

      @Override
      public void onEnd(Trainer<?> trainer, Trainer.Outcome outcome) {
        told.add(name + " " + outcome);
      }
    }
    try (Toys.Classifier scheme = new Toys.Classifier(0); Loader<Batch> data = Toys.points(24, true);
        Trainer<Batch> trainer = new Trainer<>(scheme, data, data, OPTIONS.withEpochs(1).withLogEvery(2))) {
      trainer.saveTo(RunFolder.at(temp)).with(new Named("a", told)).with(new Named("b", told)).run();
    }
    assertThat(told).containsExactly("a start", "b start", "a epoch", "b epoch", "a step 1", "b step 1",
        "a log [loss, lr]", "b log [loss, lr]", "a step 2", "b step 2", "a evaluated true", "b evaluated true",
        "a checkpoint", "b checkpoint", "a epoch end", "b epoch end", "a COMPLETED", "b COMPLETED");
  }

  /** Draws numbers wherever it may, so that they would show in the dropout of training. */
  private static final class Drawing extends Toys.Classifier {
    private final boolean draws;
    private final List<Double> drawn = new ArrayList<>();

    Drawing(boolean draws) {
      super(0.5);
      this.draws = draws;
    }

    @Override
    protected void prepare(@org.jspecify.annotations.Nullable RunFolder folder) {
      draw();
    }

    @Override
    protected Metrics evaluate(Evaluation<Batch> data) {
      draw();
      data.picture("noise", new dev.fovea.image.Image(1, 1, 3));
      data.text("words", "at step " + data.step() + " of epoch " + data.epoch());
      return super.evaluate(data);
    }

    private void draw() {
      if (draws) {
        drawn.add(Scope.run(() -> dev.fovea.tensor.Tensors.randn(3)).sum().item());
      }
    }
  }

  @Test
  void evaluationsDrawTheSameNumbersEveryTimeAndLeaveTrainingAlone() {
    List<List<Float>> weights = new ArrayList<>();
    for (boolean draws : new boolean[] {false, true}) {
      try (Drawing scheme = new Drawing(draws); Loader<Batch> data = Toys.points();
          Trainer<Batch> trainer = new Trainer<>(scheme, data, data, OPTIONS)) {
        trainer.run();
        weights.add(Toys.weights(scheme.model).get("0.weight"));
        assertThat(scheme.drawn).hasSize(draws ? 3 : 0);
        assertThat(scheme.drawn.stream().distinct().count()).isEqualTo(draws ? 1 : 0);
      }
    }
    assertThat(weights.get(0)).isEqualTo(weights.get(1));
  }

  @Test
  void whatEvaluationsShowIsInTheRunFolderUnderTheirSplit() throws java.io.IOException {
    RunFolder folder = RunFolder.at(temp);
    try (Drawing scheme = new Drawing(true); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = new Trainer<>(scheme, data, data, OPTIONS)) {
      trainer.saveTo(folder).evaluatedOn("validation").run();
      trainer.evaluate(data);
    }
    assertThat(folder.gallery().pictures("noise")).hasSize(2);
    assertThat(folder.gallery().texts("words")).extracting(dev.fovea.train.run.Gallery.Shown::content)
        .containsExactly("at step 6 of epoch 0", "at step 12 of epoch 1");
    assertThat(java.nio.file.Files.readString(folder.metrics())).contains(",validation,accuracy,")
        .doesNotContain(",test,");
  }

  @Test
  void accumulationEqualsABigBatch() {
    List<List<Float>> results = new ArrayList<>();
    for (int accumulate : new int[] {1, 4}) {
      try (Toys.Classifier scheme = new Toys.Classifier(0, parameters -> new SGD(parameters, 0.1));
          Loader<Batch> data = Toys.points(48 / accumulate, false);
          Trainer<Batch> trainer = new Trainer<>(new Plain(scheme), data, null, OPTIONS.withAccumulate(accumulate))) {
        trainer.run();
        results.add(Toys.weights(scheme.model).get("0.weight"));
      }
    }
    for (int i = 0; i < results.get(0).size(); i++) {
      assertThat(results.get(1).get(i)).isEqualTo(results.get(0).get(i), within(1e-6f));
    }
  }

  /** The toy without what it carries along, which depends on the batch. */
  private static final class Plain extends TrainingScheme<Batch> {
    private final Toys.Classifier toy;

    Plain(Toys.Classifier toy) {
      this.toy = toy;
      network("model", toy.model);
      optimization("model", new SGD(toy.model.parameters(), 0.1));
    }

    @Override
    protected void trainStep(Batch batch, Step step) {
      step.minimize("model", toy.loss(batch.images(), batch.labels()));
    }
  }

  @Test
  void stopsEarlyWhenNothingGetsBetter() {
    try (Toys.Classifier scheme = new Toys.Classifier(0, parameters -> new SGD(parameters, 0));
        Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = new Trainer<>(scheme, data, data, OPTIONS.withEpochs(50).withPatience(3))) {
      assertThat(trainer.run()).isEqualTo(Trainer.Outcome.STOPPED_EARLY);
      assertThat(trainer.progress().epoch()).isEqualTo(4);
      assertThat(trainer.bestEpoch()).isEqualTo(1);
    }
  }

  @Test
  void aLimitOfStepsEndsInTheMiddleOfAnEpochWithAnEvaluation() {
    try (Toys.Classifier scheme = new Toys.Classifier(0); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = new Trainer<>(scheme, data, data, OPTIONS.withSteps(8))) {
      assertThat(trainer.totalSteps()).isEqualTo(8);
      trainer.run();
      assertThat(trainer.progress().step()).isEqualTo(8);
      assertThat(trainer.progress().epoch()).isEqualTo(1);
      assertThat(trainer.latest().values()).containsKey("accuracy");
    }
  }

  @Test
  void exportedWeightsAreTheAverages() {
    RunFolder folder = RunFolder.at(temp);
    try (Scope scope = Scope.open(); Toys.Classifier scheme = new Toys.Classifier(0);
        Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = new Trainer<>(scheme, data, data,
            OPTIONS.withAverage(MovingAverage.Options.constant(0.999))).saveTo(folder)) {
      float[] start = scheme.model.stateDict().get("0.weight").toFloats();
      trainer.run();
      float[] live = scheme.model.stateDict().get("0.weight").toFloats();
      float[] exported = Checkpoints.load(folder.last()).tensors().get("0.weight").toFloats();
      assertThat(distance(exported, start)).isPositive().isLessThan(distance(live, start) / 10);
    }
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  @Test
  void theBatchAndLayerOfABadNumberAreNamed() {
    RunFolder folder = RunFolder.at(temp);
    try (Toys.Classifier scheme = new Toys.Classifier(0); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = new Trainer<>(scheme, data, data, OPTIONS).saveTo(folder)) {
      trainer.with(new Callback() {
        @Override
        public void onStep(Trainer<?> at) {
          if (at.progress().step() == 8) {
            Scope.run(() -> {
              Tensor bias = scheme.model.stateDict().get("3.bias").detach();
              bias.select(0, 1).fill_(Double.NaN);
            });
          }
        }
      });
      assertThatThrownBy(trainer::run).isInstanceOfSatisfying(NonFiniteLossException.class, error -> {
        assertThat(error.at().step()).isEqualTo(8);
        assertThat(error.layer()).isEqualTo("3");
        assertThat(error.loss()).isEqualTo("model");
        assertThat(error).hasMessageContaining("epoch 2, batch 3 of 6").hasMessageContaining("'3' (Linear(16 -> 3))")
            .hasMessageContaining("'bias' is not finite").hasMessageContaining("(step 6)");
      });
    }
    try (Toys.Classifier scheme = new Toys.Classifier(0); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = new Trainer<>(scheme, data, data, OPTIONS).saveTo(folder)) {
      assertThat(trainer.resume().progress().step()).isEqualTo(6);
    }
  }

  @Test
  void weightsThatOverflowAreNotSaved() {
    RunFolder folder = RunFolder.at(temp);
    try (Toys.Classifier scheme = new Toys.Classifier(0); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = new Trainer<>(scheme, data, null, OPTIONS.withCheckpointEvery(7)).saveTo(folder)) {
      trainer.with(new Callback() {
        @Override
        public void onStep(Trainer<?> at) {
          if (at.progress().step() == 7) {
            Scope.run(() -> {
              scheme.model.stateDict().get("0.weight").detach().fill_(Double.POSITIVE_INFINITY);
            });
          }
        }
      });
      assertThatThrownBy(trainer::run).isInstanceOf(NonFiniteLossException.class).hasMessageContaining("'0.weight'")
          .hasMessageContaining("step 6");
    }
  }

  @Test
  void bfloat16IsForTheForwardPassOnly() {
    try (Toys.Classifier scheme = new Toys.Classifier(0); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = new Trainer<>(scheme, data, data, OPTIONS.withPrecision(Precision.BF16))) {
      trainer.run();
      assertThat(scheme.model.parameters()).allMatch(each -> each.dtype() == dev.fovea.tensor.DType.FLOAT32);
      assertThat(trainer.latest().get("accuracy")).isGreaterThan(0.3);
    }
  }

  @Test
  void aProcessorWithTheRightFlagsIsKnown() {
    assertThat(Precision.fastBf16(java.util.stream.Stream.of("model name : x", "flags\t\t: fpu avx512_bf16 sha")))
        .isTrue();
    assertThat(Precision.fastBf16(java.util.stream.Stream.of("flags\t\t: fpu avx512f", "bugs: avx512_bf16"))).isFalse();
  }

  @Test
  void unknownNamesAreErrors() {
    try (Toys.Classifier scheme = new Toys.Classifier(0); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = new Trainer<>(scheme, data, data,
            OPTIONS.withMonitor("fid", TrainingOptions.Goal.MIN))) {
      assertThatThrownBy(trainer::run).hasMessageContaining("no metric 'fid'").hasMessageContaining("[accuracy]");
      assertThatThrownBy(() -> scheme.optimizationNamed("modle")).hasMessageContaining("'modle'")
          .hasMessageContaining("[model]");
    }
  }
}
