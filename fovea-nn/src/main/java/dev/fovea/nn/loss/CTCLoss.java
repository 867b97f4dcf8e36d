package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;

/**
 * Connectionist temporal classification: minus the log-probability that a sequence, without blanks and repetitions,
 * reads as the target.
 *
 * <p>Graves et al., Connectionist Temporal Classification, 2006. A target that cannot be read in the time given (its
 * length and its repetitions exceed the input's) has an infinite loss, or 0 where {@code zeroInfinity}.
 *
 * @param blank the class that reads as nothing
 * @param reduction MEAN divides each loss by its target's length (at least 1) before the mean over the batch
 * @param zeroInfinity whether infinite losses and their gradients become 0
 */
public record CTCLoss(long blank, Reduction reduction, boolean zeroInfinity) {
  /** The mean, with class 0 as blank and infinite losses as they are. */
  public CTCLoss() {
    this(0, Reduction.MEAN, false);
  }

  /** This loss with 0 in place of infinite losses. */
  public CTCLoss withZeroInfinity() {
    return new CTCLoss(blank, reduction, true);
  }

  /**
   * The loss of log-probabilities.
   *
   * @param logProbabilities (time, batch, classes), floating point, each row a log-softmax
   * @param targets int64 or int32 classes without blanks, (batch, longest target) padded with anything, or all in
   *     one dimension one after another; best on the CPU, since they are checked there
   * @param inputLengths the time used of each sample, at most {@code time}
   * @param targetLengths the length of each target
   * @throws TensorException if lengths or classes do not fit
   */
  public Tensor apply(Tensor logProbabilities, Tensor targets, long[] inputLengths, long[] targetLengths) {
    Checks.floating("CTCLoss", "input", logProbabilities);
    return LossKernels.ctc(logProbabilities, targets, inputLengths, targetLengths, blank, reduction, zeroInfinity);
  }
}
