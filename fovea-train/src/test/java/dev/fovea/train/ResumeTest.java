package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.Batch;
import dev.fovea.data.Loader;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.nn.optim.SGD;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.run.MetricsCsv;
import dev.fovea.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that was killed and resumed ends as the uninterrupted one, bit by bit. */
class ResumeTest {
  private static final TrainingOptions OPTIONS = TrainingOptions.DEFAULT.withEpochs(3).withLogEvery(4)
      .withCheckpointEvery(1).withPrecision(Precision.FP32).withAverage(MovingAverage.Options.constant(0.9));

  @TempDir Path temp;

  private record Result(Map<String, List<Float>> weights, Map<String, List<Float>> carried, double seen,
      List<String> rows, byte[] exported) {}

  /** What a power cut does: nothing is written after the step. */
  private static final class Killed extends RuntimeException {}

  private static Trainer<Batch> trainer(Toys.Classifier scheme, Loader<Batch> data, TrainingOptions options,
      RunFolder folder) {
    return new Trainer<>(scheme, data, data, options).saveTo(folder);
  }

  private Result whole(String name, TrainingOptions options, Function<List<Tensor>, Optimizer> optimizer)
      throws IOException {
    try (Toys.Classifier scheme = new Toys.Classifier(0.5, optimizer); Loader<Batch> data = Toys.points()) {
      RunFolder folder = RunFolder.at(temp.resolve(name));
      try (Trainer<Batch> trainer = trainer(scheme, data, options, folder)) {
        assertThat(trainer.run()).isEqualTo(Trainer.Outcome.COMPLETED);
      }
      return result(scheme, folder);
    }
  }

  private Result killedAfter(long steps, String name, TrainingOptions options,
      Function<List<Tensor>, Optimizer> optimizer) throws IOException {
    RunFolder folder = RunFolder.at(temp.resolve(name));
    try (Toys.Classifier scheme = new Toys.Classifier(0.5, optimizer); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = trainer(scheme, data, options, folder)) {
      trainer.with(new Callback() {
        @Override
        public void onStep(Trainer<?> at) {
          if (at.progress().step() == steps) {
            throw new Killed();
          }
        }
      });
      assertThatThrownBy(trainer::run).isInstanceOf(Killed.class);
    }
    Generator.seedAll(99);
    Tensors.rand(1000).close();
    try (Toys.Classifier scheme = new Toys.Classifier(0.5, optimizer); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = trainer(scheme, data, options, folder)) {
      Generator.seedAll(98);
      assertThat(trainer.resume().run()).isEqualTo(Trainer.Outcome.COMPLETED);
      return result(scheme, folder);
    }
  }

  private static Result result(Toys.Classifier scheme, RunFolder folder) throws IOException {
    List<String> rows = MetricsCsv.read(folder.metrics()).stream()
        .map(row -> row.step() + " " + row.split() + " " + row.metric() + " " + row.value()).toList();
    return new Result(Toys.weights(scheme.model), Map.of("mean", floats(scheme.mean.get())), scheme.seen.get(), rows,
        Files.readAllBytes(folder.last()));
  }

  private static List<Float> floats(Tensor tensor) {
    List<Float> list = new java.util.ArrayList<>();
    for (float value : tensor.toFloats()) {
      list.add(value);
    }
    return list;
  }

  private static void assertSame(Result resumed, Result whole) {
    assertThat(resumed.weights()).isEqualTo(whole.weights());
    assertThat(resumed.carried()).isEqualTo(whole.carried());
    assertThat(resumed.seen()).isEqualTo(whole.seen());
    assertThat(resumed.rows()).isEqualTo(whole.rows());
    assertThat(resumed.exported()).isEqualTo(whole.exported());
  }

  @ParameterizedTest(name = "killed after step {0}, checkpoint every {1}, {2} batches an update")
  @CsvSource({"3, 2, 1", "6, 1, 1", "7, 1, 1", "13, 5, 1", "4, 1, 4", "9, 7, 4", "14, 1, 5", "17, 3, 4"})
  void endsBitIdentical(long killed, long every, int accumulate) throws IOException {
    TrainingOptions options = OPTIONS.withCheckpointEvery(every).withAccumulate(accumulate).withClipNorm(1);
    Function<List<Tensor>, Optimizer> adam = parameters -> new dev.fovea.nn.optim.AdamW(parameters, 0.01);
    assertSame(killedAfter(killed, "killed", options, adam), whole("whole", options, adam));
  }

  @Test
  void momentumIsRestored() throws IOException {
    Function<List<Tensor>, Optimizer> sgd =
        parameters -> new SGD(parameters, 0.1, SGD.Settings.DEFAULT.withMomentum(0.9).withNesterov());
    assertSame(killedAfter(8, "killed", OPTIONS, sgd), whole("whole", OPTIONS, sgd));
  }

  @Test
  void aKillBeforeTheFirstCheckpointLeavesNothingToResume() {
    try (Toys.Classifier scheme = new Toys.Classifier(0); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = trainer(scheme, data, OPTIONS, RunFolder.at(temp.resolve("empty")))) {
      assertThatThrownBy(trainer::resume).isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no checkpoint to resume from");
    }
  }

  @Test
  void aStopSignalWritesACheckpointToGoOnFrom() throws IOException {
    StopSignal signal = new StopSignal();
    RunFolder folder = RunFolder.at(temp.resolve("stopped"));
    TrainingOptions options = OPTIONS.withCheckpointEvery(0);
    Function<List<Tensor>, Optimizer> adam = parameters -> new dev.fovea.nn.optim.Adam(parameters, 0.01);
    try (Toys.Classifier scheme = new Toys.Classifier(0.5, adam); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = trainer(scheme, data, options, folder).stoppedBy(signal)) {
      trainer.with(new Callback() {
        @Override
        public void onStep(Trainer<?> at) {
          if (at.progress().step() == 10) {
            signal.request();
          }
        }
      });
      assertThat(trainer.run()).isEqualTo(Trainer.Outcome.INTERRUPTED);
      assertThat(trainer.progress().step()).isEqualTo(10);
      assertThat(signal.requestAndAwait(java.time.Duration.ZERO)).isTrue();
    }
    try (Toys.Classifier scheme = new Toys.Classifier(0.5, adam); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = trainer(scheme, data, options, folder)) {
      assertThat(trainer.resume().run()).isEqualTo(Trainer.Outcome.COMPLETED);
      assertSame(result(scheme, folder), whole("whole", options, adam));
    }
  }

  @Test
  void aStopDuringAnEvaluationLosesNothing() throws IOException {
    StopSignal signal = new StopSignal();
    RunFolder folder = RunFolder.at(temp.resolve("stopped"));
    TrainingOptions options = OPTIONS.withCheckpointEvery(0);
    Function<List<Tensor>, Optimizer> adam = parameters -> new dev.fovea.nn.optim.Adam(parameters, 0.01);
    try (Toys.Classifier scheme = new Toys.Classifier(0.5, adam); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = trainer(scheme, data, options, folder).stoppedBy(signal)) {
      trainer.with(new Callback() {
        @Override
        public void onEvaluationStart(Trainer<?> at) {
          if (at.progress().epoch() == 1) {
            signal.request();
          }
        }
      });
      assertThat(trainer.run()).isEqualTo(Trainer.Outcome.INTERRUPTED);
      assertThat(trainer.progress().batch()).isEqualTo(Toys.BATCHES);
    }
    Files.writeString(folder.checkpoints().resolve(".state.safetensors.0.part"), "half");
    try (Toys.Classifier scheme = new Toys.Classifier(0.5, adam); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = trainer(scheme, data, options, folder)) {
      assertThat(trainer.resume().run()).isEqualTo(Trainer.Outcome.COMPLETED);
      assertSame(result(scheme, folder), whole("whole", options, adam));
    }
    assertThat(folder.checkpoints()).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void anotherConfigurationIsRefused() throws IOException {
    whole("run", OPTIONS, parameters -> new SGD(parameters, 0.1, SGD.Settings.DEFAULT.withMomentum(0.9)));
    try (Toys.Classifier scheme = new Toys.Classifier(0); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = trainer(scheme, data, OPTIONS, new RunFolder(temp.resolve("run")))) {
      assertThatThrownBy(trainer::resume).isInstanceOf(CheckpointException.class)
          .hasMessageContaining("another configuration");
    }
  }

  @Test
  void whenACheckpointCannotBeWrittenTheLastOneStays() throws IOException {
    RunFolder folder = RunFolder.at(temp.resolve("full"));
    Path aside = temp.resolve("aside");
    try (Toys.Classifier scheme = new Toys.Classifier(0); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = trainer(scheme, data, OPTIONS.withCheckpointEvery(0), folder)) {
      trainer.with(new Callback() {
        @Override
        public void onEpochEnd(Trainer<?> at) {
          try {
            Files.move(folder.checkpoints(), aside);
            Files.createFile(folder.checkpoints());
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        }
      });
      assertThatThrownBy(trainer::run).isInstanceOf(CheckpointException.class)
          .hasMessageContaining("after step 12").hasMessageContaining("Free some space").hasMessageContaining("resume");
    }
    Files.delete(folder.checkpoints());
    Files.move(aside, folder.checkpoints());
    try (Toys.Classifier scheme = new Toys.Classifier(0); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = trainer(scheme, data, OPTIONS, folder)) {
      assertThat(trainer.resume().progress().step()).isEqualTo(6);
    }
  }
}
