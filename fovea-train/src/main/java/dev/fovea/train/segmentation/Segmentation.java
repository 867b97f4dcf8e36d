package dev.fovea.train.segmentation;

import dev.fovea.data.Epoch;
import dev.fovea.data.Loader;
import dev.fovea.data.SegmentationBatch;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.nn.schedule.Schedule;
import dev.fovea.tensor.Autocast;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.MemoryFormat;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.Evaluation;
import dev.fovea.train.Metrics;
import dev.fovea.train.Precision;
import dev.fovea.train.Step;
import dev.fovea.train.TrainingScheme;
import dev.fovea.train.run.Gallery;
import dev.fovea.train.run.Report;
import dev.fovea.train.run.RunFolder;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Learning to name the class of every pixel: one network, one optimiser, a weighted loss over all pixels.
 *
 * <p>Training evaluates on the validation part; when it has ended, the report shows what the best weights do on the
 * test part, which nothing was chosen by.
 */
public final class Segmentation extends TrainingScheme<SegmentationBatch> {
  private final Layer model;
  private final PixelLoss loss;
  private final SegmenterInfo info;
  private final Test test;
  private @Nullable SegmentationResult latest;
  private @Nullable RunFolder folder;
  private boolean ended;
  private long lastStep;

  /**
   * What is measured at the end.
   *
   * @param loader its batches, in order
   * @param examples shows its pictures
   * @param precision of the run, resolved
   */
  record Test(Loader<SegmentationBatch> loader, SegmentationReport.Source examples, Precision precision) {}

  /** A scheme that owns the network, the optimiser and the loss. */
  Segmentation(Layer model, Optimizer optimizer, Schedule schedule, PixelLoss loss, SegmenterInfo info, Test test) {
    this.model = network("model", model);
    optimization("model", optimizer, schedule);
    this.loss = loss;
    this.info = info;
    this.test = test;
  }

  @Override
  protected void prepare(@Nullable RunFolder runFolder) {
    folder = runFolder;
  }

  @Override
  protected void trainStep(SegmentationBatch batch, Step step) {
    ended = false;
    Tensor masks = input(batch.masks());
    Tensor borders = batch.borders() == null ? null : input(batch.borders());
    Tensor scores = model.apply(input(batch.images())).to(DType.FLOAT32);              // (n, classes, h, w)
    Tensor value = loss.apply(scores, masks, borders);
    step.minimize("model", value);
    step.log("loss", value);
  }

  @Override
  protected Metrics evaluate(Evaluation<SegmentationBatch> data) {
    ended = true;
    lastStep = data.step();
    latest = measure(model, data::each);
    return latest.metrics(info.classes());
  }

  private SegmentationResult measure(Layer network, Consumer<Consumer<SegmentationBatch>> batches) {
    try (SegmentationTally tally = new SegmentationTally(info.classes().size(), device())) {
      batches.accept(batch -> {
        Tensor masks = input(batch.masks());
        Tensor scores = network.apply(input(batch.images())).to(DType.FLOAT32);
        tally.add(scores, masks, loss.apply(scores, masks, null).item());
      });
      return tally.result();
    }
  }

  /** What the last evaluation found; null before the first. */
  public @Nullable SegmentationResult latest() {
    return latest;
  }

  /** What goes with the weights. */
  public SegmenterInfo info() {
    return info;
  }

  /** A run that was interrupted has nothing to show of the test part yet. */
  @Override
  protected void report(Report report, Gallery gallery) {
    if (folder != null && ended) {
      SegmentationResult result = bestOnTest(folder);
      folder.log("Test: " + result.metrics(info.classes()).figures());
      SegmentationReport shown = new SegmentationReport(result, info, test.examples());
      shown.addTo(report);
      gallery.add("test-iou", lastStep, shown.bars().toImage());
      if (!result.best().isEmpty()) {
        gallery.add("test-pictures", lastStep, shown.sheet());
      }
    }
  }

  private SegmentationResult bestOnTest(RunFolder run) {
    try (Layer best = Scope.release(info.create())) {
      Models.load(best, run.weights());
      best.to(device());
      best.to(MemoryFormat.CHANNELS_LAST);
      best.eval();
      return measure(best, body -> {
        try (Epoch<SegmentationBatch> epoch = test.loader().epoch(0)) {
          while (epoch.hasNext()) {
            try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad(); Autocast cast = autocast()) {
              body.accept(epoch.next());
            }
          }
        }
      });
    }
  }

  private @Nullable Autocast autocast() {
    return test.precision() == Precision.BF16 ? Autocast.on(device(), DType.BFLOAT16) : null;
  }

  @Override
  protected Map<String, String> metadata() {
    return info.toMetadata();
  }

  @Override
  public void close() {
    loss.close();
    super.close();
  }
}
