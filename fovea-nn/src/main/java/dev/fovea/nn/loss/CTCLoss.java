package dev.fovea.nn.loss;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import java.util.stream.LongStream;

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
   * @param targets int64 or int32 classes without blanks, (batch, longest target) padded with anything, or all in one dimension
   *     one after another; best on the CPU, since they are checked there
   * @param inputLengths the time used of each sample, at most {@code time}
   * @param targetLengths the length of each target
   * @throws TensorException if lengths or classes do not fit
   */
  public Tensor apply(Tensor logProbabilities, Tensor targets, long[] inputLengths, long[] targetLengths) {
    Checks.floating("CTCLoss", "input", logProbabilities);
    if (logProbabilities.dim() != 3) {
      throw new TensorException("CTCLoss: expected log-probabilities (time, batch, classes), got "
          + logProbabilities.describe());
    }
    long time = logProbabilities.size(0);
    long batch = logProbabilities.size(1);
    long classes = logProbabilities.size(2);
    if (blank < 0 || blank >= classes) {
      throw new TensorException("CTCLoss: expected a blank in [0, " + classes + "), got " + blank);
    }
    checkLengths("input", inputLengths, batch, time);
    checkTargets(targets, targetLengths, batch, classes);
    return LossKernels.ctc(logProbabilities, targets, inputLengths, targetLengths, blank, reduction, zeroInfinity);
  }

  private static void checkLengths(String role, long[] lengths, long batch, long most) {
    if (lengths.length != batch) {
      throw new TensorException("CTCLoss: expected " + batch + " " + role + " lengths, one a sample, got "
          + lengths.length);
    }
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < 0 || lengths[i] > most) {
        throw new TensorException("CTCLoss: expected the " + role + " length of sample " + i + " in [0, " + most
            + "], got " + lengths[i]);
      }
    }
  }

  private void checkTargets(Tensor targets, long[] lengths, long batch, long classes) {
    if (targets.dtype() != DType.INT64 && targets.dtype() != DType.INT32 || targets.dim() < 1 || targets.dim() > 2
        || targets.dim() == 2 && targets.size(0) != batch) {
      throw new TensorException("CTCLoss: expected int64 or int32 targets (batch, longest) or (sum of lengths) for a batch of "
          + batch + ", got " + targets.describe());
    }
    boolean padded = targets.dim() == 2;
    checkLengths("target", lengths, batch, targets.size(-1));
    long sum = LongStream.of(lengths).sum();
    if (!padded && sum != targets.numel()) {
      throw new TensorException("CTCLoss: expected " + sum + " targets, the sum of their lengths, got "
          + targets.describe());
    }
    long[] values = Scope.run(() -> targets.to(DType.INT64).contiguous().toLongs());
    int row = 0;
    for (int i = 0; i < lengths.length; i++) {
      for (int j = 0; j < lengths[i]; j++) {
        long value = values[row + j];
        if (value < 0 || value >= classes || value == blank) {
          throw new TensorException("CTCLoss: expected classes in [0, " + classes + ") other than the blank " + blank
              + ", got " + value + " at position " + j + " of the target of sample " + i);
        }
      }
      row += (int) (padded ? targets.size(1) : lengths[i]);
    }
  }
}
