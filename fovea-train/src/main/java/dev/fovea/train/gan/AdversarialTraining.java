package dev.fovea.train.gan;

import dev.fovea.data.Batch;
import dev.fovea.models.generative.Critic;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Module;
import dev.fovea.nn.loss.AdversarialLoss;
import dev.fovea.nn.loss.GradientPenalty;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.nn.schedule.Schedule;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.Evaluation;
import dev.fovea.train.Metrics;
import dev.fovea.train.Step;
import dev.fovea.train.TrainingScheme;
import dev.fovea.train.generative.FrechetScore;
import dev.fovea.train.run.Gallery;
import dev.fovea.train.run.Report;
import dev.fovea.train.run.RunFolder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two networks that learn against each other: the generator makes pictures from noise, the critic tells them from real
 * ones, several of its steps for one of the generator's.
 *
 * <p>Goodfellow et al., Generative Adversarial Nets, 2014, algorithm 1; with a gradient penalty, Gulrajani et al.,
 * Improved Training of Wasserstein GANs, 2017, algorithm 1; with R1, Mescheder et al., 2018, applied every few steps as
 * in Karras et al., Analyzing and Improving the Image Quality of StyleGAN, 2019.
 */
public final class AdversarialTraining extends TrainingScheme<Batch> {
  private final Layer generator;
  private final Critic critic;
  private final GanLossSpec spec;
  private final AdversarialLoss loss;
  private final GradientPenalty penalty;
  private final GanInfo info;
  private final FrechetScore score;
  private final GanPictures pictures;

  /** One of the two: its network, how its weights follow their gradients, and how the learning rate changes. */
  record Player(Module network, Optimizer optimizer, Schedule schedule) {}

  /** A scheme that owns the networks, the optimisers and the score. */
  AdversarialTraining(GanLossSpec spec, GanInfo info, Player generator, Critic critic, Player critics,
      FrechetScore score, GanPictures pictures) {
    this.generator = network("generator", (Layer) generator.network);
    this.critic = critic;
    network("critic", critics.network);
    optimization("critic", critics.optimizer, critics.schedule);
    optimization("generator", generator.optimizer, generator.schedule);
    this.spec = spec;
    this.loss = spec.create();
    this.penalty = new GradientPenalty(spec.penalty(), 1);
    this.info = info;
    this.score = score;
    this.pictures = pictures;
  }

  @Override
  protected void prepare(@Nullable RunFolder folder) {
    score.prepare(folder);
  }

  @Override
  protected void trainStep(Batch batch, Step step) {
    Tensor real = input(batch.images());
    boolean generatorToo = (step.number() + 1) % spec.criticSteps() == 0;
    Tensor noise = Tensors.randn(batch.size(), info.noise());
    Tensor fake;
    try (GradMode mode = GradMode.set(generatorToo)) {
      fake = make(noise);
    }
    criticStep(real, fake.detach(), step);
    if (generatorToo) {
      Tensor value = loss.generator(score(fake));
      step.minimize("generator", value);
      step.log("loss_generator", value);
    }
  }

  private void criticStep(Tensor real, Tensor fake, Step step) {
    Tensor ofReal = score(real);
    Tensor ofFake = score(fake);
    Tensor value = loss.critic(ofReal, ofFake);
    step.log("loss_critic", value);
    if (spec.penalty() > 0) {
      Tensor slope = step.inFloat32(() -> penalty.apply(critic::scores, real, fake.to(DType.FLOAT32)));
      step.log("penalty", slope);
      value = value.add(slope);
    }
    if (spec.r1() > 0 && step.number() % spec.r1Every() == 0) {
      Tensor slope = step.inFloat32(() -> GradientPenalty.r1(critic::scores, real));
      step.log("r1", slope);
      value = value.add(slope.mul(spec.r1() / 2 * spec.r1Every()));
    }
    step.minimize("critic", value);
    step.log("score_real", ofReal.mean());
    step.log("score_fake", ofFake.mean());
  }

  /** Losses are taken in 32 bits, in which their small differences are not lost. */
  private Tensor score(Tensor images) {
    return critic.scores(images).to(DType.FLOAT32);
  }

  /** Pictures (n, channels, side, side) of noise (n, numbers). */
  private Tensor make(Tensor noise) {
    return generator.apply(noise.to(device()));
  }

  @Override
  protected Metrics evaluate(Evaluation<Batch> data) {
    pictures.show(data, this::make);
    return Metrics.of("fid", score.of(data, count -> make(Tensors.randn(count, info.noise()))));
  }

  @Override
  protected void report(Report report, Gallery gallery) {
    pictures.report(report, gallery, this::make);
  }

  @Override
  protected Map<String, String> metadata() {
    return info.toMetadata();
  }

  @Override
  public void close() {
    super.close();
    score.close();
  }
}
