package dev.fovea.train.segmentation;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.Arrays;

/**
 * How well masks are predicted, by the four measures of Long, Shelhamer and Darrell, 2015, section 5.
 *
 * <p>A class that is neither in the truth nor predicted has no score and is left out of means; one that is predicted
 * only has an IoU of 0.
 *
 * @param accuracy part of the pixels whose class is right
 * @param meanAccuracy mean over the classes of the part of a class's pixels that is right
 * @param meanIou mean over the classes of intersection by union
 * @param weightedIou mean of the same, weighted by the classes' shares of the pixels
 * @param accuracies part of the pixels of each class that is right; NaN where it never comes
 * @param ious intersection by union of each class; NaN where it neither comes nor is predicted
 * @param pixels how many pixels each class has in the truth
 */
public record SegmentationScores(double accuracy, double meanAccuracy, double meanIou, double weightedIou,
    double[] accuracies, double[] ious, long[] pixels) {
  /**
   * Counts pixels by right class (row) and predicted class (column), where they are: int64 (classes, classes).
   *
   * @param truth int64 of any shape; numbers outside 0 to {@code classes - 1} count for nothing
   * @param predicted int64 of the same shape, 0 to {@code classes - 1}
   * @throws TensorException if a prediction that counts is no class
   */
  public static Tensor confusion(Tensor truth, Tensor predicted, int classes) {
    return Scope.run(() -> {
      if (!Arrays.equals(truth.shape(), predicted.shape())) {
        throw new TensorException("SegmentationScores: expected truth and prediction of one shape, got "
            + truth.describe() + " and " + predicted.describe());
      }
      Tensor counts = truth.ge(0).logicalAnd(truth.lt(classes));
      Tensor right = truth.maskedSelect(counts);
      Tensor said = predicted.maskedSelect(counts);
      if (said.ge(classes).logicalOr(said.lt(0)).any().itemBoolean()) {
        throw new TensorException("SegmentationScores: expected predictions of 0 to " + (classes - 1) + ", got "
            + (long) said.min().item() + " to " + (long) said.max().item());
      }
      return right.mul(classes).add(said).bincount((long) classes * classes).reshape(classes, classes);
    });
  }

  /** The scores of counts as {@link #confusion} makes them, or sums of such. */
  public static SegmentationScores of(Tensor confusion) {
    try (Scope scope = Scope.open()) {
      Tensor counts = confusion.to(DType.FLOAT64);
      Tensor hits = counts.diagonal(0, 0, 1);                                // (classes)
      Tensor pixels = counts.sum(1);
      Tensor accuracies = hits.div(pixels);
      Tensor ious = hits.div(pixels.add(counts.sum(0)).sub(hits));
      Tensor shares = pixels.div(counts.sum());
      return new SegmentationScores(hits.sum().div(counts.sum()).item(), mean(accuracies), mean(ious),
          ious.nanToNum(0, 0, 0).mul(shares).sum().item(), accuracies.toDoubles(), ious.toDoubles(),
          pixels.to(DType.INT64).toLongs());
    }
  }

  private static double mean(Tensor values) {
    return values.nanmean(new int[] {0}, false).item();
  }

  /** accuracy, meanAccuracy, meanIou and weightedIou in one tensor, as other programs list them. */
  Tensor toTensor() {
    return Tensors.of(new double[] {accuracy, meanAccuracy, meanIou, weightedIou}, 4);
  }
}
