package dev.fovea.train.fewshot;

import dev.fovea.data.Batch;
import dev.fovea.data.MemoryImages;
import dev.fovea.data.OneShotRun;
import dev.fovea.nn.Layer;
import dev.fovea.nn.loss.PrototypicalLoss;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.nn.schedule.Schedule;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.Evaluation;
import dev.fovea.train.Metrics;
import dev.fovea.train.Step;
import dev.fovea.train.TrainingScheme;
import dev.fovea.train.run.Gallery;
import dev.fovea.train.run.Metadata;
import dev.fovea.train.run.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Learning to embed pictures so that a class is where the mean of a few of its pictures is.
 *
 * <p>Snell, Swersky and Zemel, Prototypical Networks for Few-shot Learning, 2017. A batch is an episode: the support
 * pictures of each class, then the query pictures of each class, as {@link dev.fovea.data.Episodes} draws them.
 */
public final class PrototypicalTraining extends TrainingScheme<Batch> {
  private final Layer model;
  private final FewShotRecipe recipe;
  private final FewShotInfo info;
  private final Embedder embedder;
  private final FewShotEvaluation test;
  private final List<String> leftOut;
  private @Nullable FewShotResult latest;

  /**
   * A scheme that owns the network and the optimiser.
   *
   * @param model from pictures (n, channels, side, side) to embeddings (n, features)
   * @param info what goes with the weights
   * @param upright the test pictures without turns, with which {@code tested} begins
   * @param tested all test pictures, in the order of the loader that evaluations get
   * @param runs Omniglot's one-shot runs, empty where they are not at hand
   * @param leftOut names that were taken out of the test because they are trained on, for the report
   */
  public PrototypicalTraining(Layer model, Optimizer optimizer, Schedule schedule, FewShotRecipe recipe,
      FewShotInfo info, MemoryImages upright, MemoryImages tested, List<OneShotRun> runs, List<String> leftOut) {
    this.model = network("model", model);
    optimization("model", optimizer, schedule);
    this.recipe = recipe;
    this.info = info;
    this.embedder = new Embedder(model, info.views(), info.distortion(), info.form().side());
    this.test = new FewShotEvaluation(recipe, upright, tested, runs);
    this.leftOut = List.copyOf(leftOut);
  }

  @Override
  protected void trainStep(Batch batch, Step step) {
    int ways = recipe.data().batchSize();
    int shots = recipe.episodes().shots();
    int queries = recipe.episodes().queries();
    Tensor pictures = step.inFloat32(() -> recipe.distortion().apply(input(batch.images())));
    Tensor embeddings = model.apply(input(pictures)).to(DType.FLOAT32).flatten(1);     // (ways * (shots + queries), f)
    PrototypicalLoss.Output episode = step.inFloat32(() -> PrototypicalLoss.of(
        embeddings.narrow(0, 0, (long) ways * shots).unflatten(0, ways, shots),
        embeddings.narrow(0, (long) ways * shots, (long) ways * queries).unflatten(0, ways, queries)));
    step.minimize("model", episode.loss());
    step.log("loss", episode.loss());
    step.log("accuracy", episode.accuracy());
  }

  @Override
  protected Metrics evaluate(Evaluation<Batch> data) {
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      List<Tensor> parts = new ArrayList<>();
      data.each(batch -> parts.add(scope.adopt(embedder.embed(input(batch.images())))));
      List<Tensor> drawings = new ArrayList<>();
      for (Tensor pictures : test.runPictures()) {
        data.compute(() -> drawings.add(scope.adopt(embedder.embed(input(pictures)))));
      }
      FewShotResult result = test.measure(Tensors.cat(parts, 0), drawings);
      data.picture("episode", EpisodeSheet.draw(result.sheet()));
      latest = result;
      return result.metrics();
    }
  }

  /** What the last evaluation found; null before the first. */
  public @Nullable FewShotResult latest() {
    return latest;
  }

  @Override
  protected void report(Report report, Gallery gallery) {
    if (latest != null) {
      new FewShotReport(latest, leftOut).addTo(report);
    }
  }

  @Override
  protected Map<String, String> metadata() {
    return Metadata.of(FewShotInfo.KEY, info);
  }

  @Override
  public void close() {
    embedder.close();
    super.close();
  }
}
