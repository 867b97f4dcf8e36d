package dev.fovea.train.segmentation;

import dev.fovea.image.Image;
import dev.fovea.train.Metrics;
import java.util.List;

/**
 * How well a segmenter does on a data set.
 *
 * @param scores over all pixels together
 * @param loss mean over the pictures
 * @param pictures how many
 * @param best pictures of the highest mean IoU, best first
 * @param worst pictures of the lowest, worst first
 */
public record SegmentationResult(SegmentationScores scores, double loss, int pictures, List<Example> best,
    List<Example> worst) {
  /**
   * One picture's prediction.
   *
   * @param index place in the data set
   * @param meanIou over the classes that are in its truth or prediction
   * @param predicted a grey picture of class numbers
   */
  public record Example(int index, double meanIou, Image predicted) {}

  /** The figures by name: mean_iou, accuracy, loss, and {@code iou/CLASS} for each class that has a score. */
  public Metrics metrics(List<String> classes) {
    Metrics metrics = Metrics.of("mean_iou", scores.meanIou()).and("accuracy", scores.accuracy()).and("loss", loss);
    for (int i = 0; i < classes.size(); i++) {
      if (!Double.isNaN(scores.ious()[i])) {
        metrics = metrics.and("iou/" + classes.get(i), scores.ious()[i]);
      }
    }
    return metrics;
  }
}
