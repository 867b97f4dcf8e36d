package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.Batch;
import dev.fovea.data.Loader;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.optim.Adam;
import dev.fovea.tensor.Autograd;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.run.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine with two networks, two optimisers, several critic steps a generator step and a gradient penalty. */
class GanTest {
  private static final TrainingOptions OPTIONS = TrainingOptions.DEFAULT.withEpochs(4).withPrecision(Precision.FP32)
      .withMonitor("distance", TrainingOptions.Goal.MIN).withLogEvery(5);

  @TempDir Path temp;

  /** A Wasserstein GAN that learns a cloud of points. */
  private static final class Gan extends TrainingScheme<Batch> {
    final Layer generator;
    final Layer critic;

    Gan() {
      Generator.seedAll(11);
      generator = network("generator", mlp(2, 4));
      critic = network("critic", mlp(4, 1));
      Adam.Settings betas = Adam.Settings.DEFAULT.withBetas(0.5, 0.9);
      optimization("generator", new Adam(generator.parameters(), 1e-2, betas));
      optimization("critic", new Adam(critic.parameters(), 1e-2, betas));
    }

    private static Layer mlp(int in, int out) {
      return new Sequential(new Linear(in, 16), Layer.of("ReLU", Tensor::relu), new Linear(16, out));
    }

    @Override
    protected void trainStep(Batch batch, Step step) {
      Tensor real = batch.images();
      Tensor fake = generator.apply(Tensors.randn(real.size(0), 2));
      Tensor criticLoss = critic.apply(fake.detach()).mean().sub(critic.apply(real).mean())
          .add(penalty(real, fake.detach()).mul(10));
      step.minimize("critic", criticLoss);
      step.log("critic", criticLoss);
      if (step.number() % 2 == 1) {
        Tensor generatorLoss = critic.apply(fake).mean().neg();
        step.minimize("generator", generatorLoss);
        step.log("generator", generatorLoss);
      }
    }

    private Tensor penalty(Tensor real, Tensor fake) {
      Tensor part = Tensors.rand(real.size(0), 1);
      Tensor between = real.mul(part).add(fake.mul(part.neg().add(1))).requiresGrad_(true);
      Tensor gradient = Autograd.grad(critic.apply(between).sum(), between, true);
      return gradient.norm(2, new int[] {1}, false).sub(1).square().mean();
    }

    @Override
    protected Metrics evaluate(Evaluation<Batch> data) {
      double[] sum = new double[1];
      data.each(batch -> sum[0] += generator.apply(Tensors.zeros(8, 2)).sub(batch.images()).abs().mean().item());
      return Metrics.of("distance", sum[0] / data.batches());
    }
  }

  private record Weights(Map<String, List<Float>> generator, Map<String, List<Float>> critic) {}

  private static Weights weights(Gan gan) {
    return new Weights(Toys.weights(gan.generator), Toys.weights(gan.critic));
  }

  @Test
  void bothNetworksLearnAndAResumeIsBitIdentical() {
    Weights whole;
    try (Gan gan = new Gan(); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = new Trainer<>(gan, data, data, OPTIONS)) {
      trainer.run();
      whole = weights(gan);
      assertThat(gan.optimizations().get("critic").updates()).isEqualTo(24);
      assertThat(gan.optimizations().get("generator").updates()).isEqualTo(12);
    }
    RunFolder folder = RunFolder.at(temp);
    try (Gan gan = new Gan(); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = new Trainer<>(gan, data, data, OPTIONS.withCheckpointEvery(5)).saveTo(folder)) {
      trainer.with(new Callback() {
        @Override
        public void onStep(Trainer<?> at) {
          if (at.progress().step() == 17) {
            throw new IllegalStateException("killed");
          }
        }
      });
      assertThatThrownBy(trainer::run).hasMessage("killed");
    }
    try (Gan gan = new Gan(); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = new Trainer<>(gan, data, data, OPTIONS.withCheckpointEvery(5)).saveTo(folder)) {
      trainer.resume().run();
      assertThat(weights(gan)).isEqualTo(whole);
      assertThat(dev.fovea.nn.checkpoint.Checkpoints.load(folder.last(), "generator").tensors())
          .containsKeys("0.weight", "2.bias");
    }
  }

  @Test
  void aLossTouchesNoOtherOptimisation() {
    try (Gan gan = new Gan(); Loader<Batch> data = Toys.points();
        Trainer<Batch> trainer = new Trainer<>(new OnlyGenerator(gan), data, null, OPTIONS.withSteps(3))) {
      Map<String, List<Float>> before = Toys.weights(gan.critic);
      trainer.run();
      assertThat(Toys.weights(gan.critic)).isEqualTo(before);
      assertThat(gan.critic.parameters()).allMatch(parameter -> parameter.grad() == null);
    }
  }

  /** Minimises the generator's loss, which runs through the critic. */
  private static final class OnlyGenerator extends TrainingScheme<Batch> {
    private final Gan gan;

    OnlyGenerator(Gan gan) {
      this.gan = gan;
      network("generator", gan.generator);
      network("critic", gan.critic);
      optimization("generator", new Adam(gan.generator.parameters(), 1e-2));
      optimization("critic", new Adam(gan.critic.parameters(), 1e-2));
    }

    @Override
    protected void trainStep(Batch batch, Step step) {
      step.minimize("generator", gan.critic.apply(gan.generator.apply(Tensors.randn(8, 2))).mean().neg());
    }
  }
}
