package dev.fovea.train.classification;

import dev.fovea.data.Batch;
import dev.fovea.data.ImageClassification;
import dev.fovea.models.HasAuxiliaryScores;
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
import java.util.List;
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
    HasAuxiliaryScores.Scores scores = scores(input(batch.images()));
    Tensor value = loss.apply(scores.logits(), labels);
    step.log("loss", value);
    for (Tensor auxiliary : scores.auxiliary()) {
      value = value.add(loss.apply(auxiliary, labels).mul(((HasAuxiliaryScores) model).auxiliaryWeight()));
    }
    step.minimize("model", value);
    step.log("accuracy", scores.logits().detach().argmax(1).eq(labels).to(DType.FLOAT32).mean());
  }

  private HasAuxiliaryScores.Scores scores(Tensor images) {
    return model instanceof HasAuxiliaryScores heads ? heads.scores(images)
        : new HasAuxiliaryScores.Scores(model.apply(images), List.of());
  }

  @Override
  protected Metrics evaluate(Evaluation<Batch> data) {
    Tally tally = new Tally(info.classes().size());
    data.each(batch -> tally.add(model, input(batch.images()), input(batch.labels())));
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
