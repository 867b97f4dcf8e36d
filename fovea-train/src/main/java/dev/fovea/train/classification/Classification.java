package dev.fovea.train.classification;

import dev.fovea.data.Batch;
import dev.fovea.data.ImageClassification;
import dev.fovea.nn.Layer;
import dev.fovea.nn.loss.Loss;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.nn.schedule.Schedule;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.Evaluation;
import dev.fovea.train.Metrics;
import dev.fovea.train.Optimization;
import dev.fovea.train.Step;
import dev.fovea.train.TrainingScheme;
import dev.fovea.train.run.Gallery;
import dev.fovea.train.run.Report;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Learning to name the class of a picture: one network, one optimiser, one loss over its scores. */
public final class Classification extends TrainingScheme<Batch> {
  private final Layer model;
  private final Loss loss;
  private final ClassifierInfo info;
  private final ImageClassification test;
  private final Optimization optimization;
  private @Nullable ClassificationResult latest;

  /**
   * A scheme that owns the network and the optimiser.
   *
   * @param model from pictures (n, channels, height, width) to scores (n, classes)
   * @param info what goes with the weights
   * @param test where the report takes pictures of mistakes from
   */
  public Classification(Layer model, Optimizer optimizer, Schedule schedule, Loss loss, ClassifierInfo info,
      ImageClassification test) {
    this.model = network("model", model);
    this.optimization = optimization("model", optimizer, schedule);
    this.loss = loss;
    this.info = info;
    this.test = test;
  }

  @Override
  protected void trainStep(Batch batch, Step step) {
    Tensor labels = input(batch.labels());
    Tensor scores = model.apply(input(batch.images()));
    Tensor value = loss.apply(scores, labels);
    step.minimize("model", value);
    step.log("loss", value);
    step.log("accuracy", scores.detach().argmax(1).eq(labels).to(DType.FLOAT32).mean());
  }

  @Override
  protected Metrics evaluate(Evaluation<Batch> data) {
    Tally tally = new Tally(info.classes().size());
    data.each(batch -> tally.add(model.apply(input(batch.images())), input(batch.labels())));
    latest = tally.result();
    return latest.metrics();
  }

  /** What the last evaluation found; null before the first. */
  public @Nullable ClassificationResult latest() {
    return latest;
  }

  /** The optimisation of the network. */
  public Optimization optimization() {
    return optimization;
  }

  @Override
  protected void report(Report report, Gallery gallery) {
    if (latest != null) {
      new ClassificationReport(latest, info, test).addTo(report);
    }
  }

  @Override
  protected Map<String, String> metadata() {
    return info.toMetadata();
  }
}
