package dev.fovea.train.diffusion;

import dev.fovea.data.Batch;
import dev.fovea.models.generative.DdpmUNet;
import dev.fovea.models.generative.DiffusionLoss;
import dev.fovea.models.generative.DiffusionSampler.Watcher;
import dev.fovea.models.generative.GaussianDiffusion;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.nn.schedule.Schedule;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.Evaluation;
import dev.fovea.train.Metrics;
import dev.fovea.train.Step;
import dev.fovea.train.TrainingScheme;
import dev.fovea.train.classification.ClassifierData;
import dev.fovea.train.generative.FrechetScore;
import dev.fovea.train.run.Gallery;
import dev.fovea.train.run.Report;
import dev.fovea.train.run.RunFolder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Learning to say what is noise in a picture, and so to make pictures from noise.
 *
 * <p>Ho et al., Denoising Diffusion Probabilistic Models, 2020, algorithm 1; some classes are not told, so that one
 * network learns to answer with and without them: Ho and Salimans, Classifier-Free Diffusion Guidance, 2022, algorithm
 * 1. An evaluation takes the mean loss over test pictures, whose noise and noise levels are the same every time; some
 * also make pictures, show them and let a classifier judge them.
 */
public final class Diffusion extends TrainingScheme<Batch> {
  private final DdpmUNet unet;
  private final GaussianDiffusion process;
  private final DiffusionRecipe recipe;
  private final DiffusionInfo info;
  private final ClassifierData data;
  private final @Nullable FrechetScore score;
  private final DiffusionLoss loss;

  /**
   * A scheme that owns the network, the optimiser and the score.
   *
   * @param info what goes with the weights
   * @param data what is learned from, to look for copies of it
   * @param score what measures the pictures; null for data that no classifier can be taught on
   */
  Diffusion(DdpmUNet unet, Optimizer optimizer, Schedule schedule, DiffusionRecipe recipe, DiffusionInfo info,
      ClassifierData data, @Nullable FrechetScore score) {
    this.unet = network("unet", unet);
    this.process = fixedNetwork("process", recipe.process().create());
    optimization("unet", optimizer, schedule);
    this.recipe = recipe;
    this.info = info;
    this.data = data;
    this.score = score;
    this.loss = new DiffusionLoss(process, recipe.process().loss());
  }

  @Override
  protected void prepare(@Nullable RunFolder folder) {
    if (score != null) {
      score.prepare(folder);
    }
  }

  @Override
  protected void trainStep(Batch batch, Step step) {
    Tensor x = input(batch.images());
    Tensor told = forgetful(batch.labels()).to(device());
    Tensor t = recipe.process().timesteps().draw(batch.size(), recipe.process().steps()).to(device());
    Tensor value = losses(x, told, t).mean();
    step.minimize("unet", value);
    step.log("loss", value);
  }

  /** The labels with some of them replaced by "no class". */
  private Tensor forgetful(Tensor labels) {
    Tensor forgotten = Tensors.rand(labels.shape()).lt(recipe.process().labelDropout());
    return labels.maskedFill(forgotten, unet.config().numClasses());
  }

  private Tensor losses(Tensor x, Tensor labels, Tensor t) {
    return loss.apply((noisy, at) -> unet.apply(noisy, at, labels), x, t, Tensors.randnLike(x)).loss();
  }

  @Override
  protected Metrics evaluate(Evaluation<Batch> evaluation) {
    LossByTimestep curve = new LossByTimestep(recipe.process().steps());
    evaluation.each(batch -> {
      Tensor t = Timesteps.spread(curve.count(), batch.size(), recipe.process().steps()).to(device());
      curve.add(losses(input(batch.images()), batch.labels().to(device()), t), t);
    });
    evaluation.text(DiffusionReport.CURVE, curve.toText());
    Metrics metrics = Metrics.of("loss", curve.mean());
    boolean last = evaluation.step() == 0 || evaluation.epoch() + 1 >= recipe.training().epochs();
    if (!last && (recipe.show().every() == 0 || (evaluation.epoch() + 1) % recipe.show().every() != 0)) {
      return metrics;
    }
    Painter painter = new Painter(unet, process, info, device());
    Exhibition exhibition = new Exhibition(painter, recipe, score, data, evaluation);
    exhibition.sheet();
    if (last && evaluation.step() > 0 && recipe.show().compared() > 0) {
      exhibition.paths();
      exhibition.nearest();
      exhibition.guidance();
      exhibition.samplers();
    }
    return exhibition.judged(recipe.sampling(), recipe.fid().samples()).map(each -> each.addTo(metrics))
        .orElse(metrics);
  }

  @Override
  protected void report(Report report, Gallery gallery) {
    new DiffusionReport(gallery, info, recipe).addTo(report);
  }

  @Override
  protected Map<String, String> metadata() {
    return info.toMetadata();
  }

  @Override
  public void close() {
    if (score != null) {
      score.close();
    }
    super.close();
  }
}
