package dev.fovea.train.classification;

import dev.fovea.data.Batch;
import dev.fovea.data.ImageClassification;
import dev.fovea.models.HasAuxiliaryScores;
import dev.fovea.models.HasDistillationScores;
import dev.fovea.nn.Layer;
import dev.fovea.nn.loss.DistillationLoss;
import dev.fovea.nn.loss.Loss;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.nn.schedule.Schedule;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradMode;
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

/**
 * Learning to name the class of a picture: one network, one optimiser, one loss over its scores, and where there is a
 * teacher also what it says.
 */
public final class Classification extends TrainingScheme<Batch> {
  private final Layer model;
  private final Loss loss;
  private final ClassifierInfo info;
  private final ImageClassification test;
  private final Optimization optimization;
  private @Nullable Layer teacher;
  private @Nullable DistillationLoss distillation;
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

  /**
   * Has the network learn from another one too, which this scheme then owns.
   *
   * @param network from the inputs of the one that learns to scores (n, classes)
   */
  Classification taughtBy(Layer network, DistillationLoss by) {
    teacher = fixedNetwork("teacher", network);
    distillation = by;
    return this;
  }

  /** What the heads of the network say; {@code distilled} is what the teacher's scores are compared with. */
  private record Scores(Tensor logits, Tensor distilled, List<Tensor> auxiliary) {}

  @Override
  protected void trainStep(Batch batch, Step step) {
    Tensor labels = input(batch.labels());
    Tensor images = input(batch.images());
    Scores scores = scores(images);
    Tensor value = loss.apply(scores.logits, labels);
    step.log("loss", value);
    for (Tensor auxiliary : scores.auxiliary) {
      value = value.add(loss.apply(auxiliary, labels).mul(((HasAuxiliaryScores) model).auxiliaryWeight()));
    }
    if (teacher != null && distillation != null) {
      value = distillation.apply(value, scores.distilled, taught(teacher, images).to(scores.distilled.dtype()));
      step.log("loss_distilled", value);
    }
    step.minimize("model", value);
    Tensor right = labels.dim() == 1 ? labels : labels.argmax(1);
    step.log("accuracy", scores.logits.detach().argmax(1).eq(right).to(DType.FLOAT32).mean());
  }

  private Scores scores(Tensor images) {
    if (teacher != null && model instanceof HasDistillationScores heads) {
      HasDistillationScores.Scores both = heads.distillationScores(images);
      return new Scores(both.classScores(), both.distillationScores(), List.of());
    } else if (model instanceof HasAuxiliaryScores heads) {
      HasAuxiliaryScores.Scores all = heads.scores(images);
      return new Scores(all.logits(), all.logits(), all.auxiliary());
    }
    Tensor logits = model.apply(images);
    return new Scores(logits, logits, List.of());
  }

  private static Tensor taught(Layer teacher, Tensor images) {
    try (GradMode off = GradMode.noGrad()) {
      return teacher.apply(images);
    }
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
