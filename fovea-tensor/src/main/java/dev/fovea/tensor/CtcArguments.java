package dev.fovea.tensor;

import java.util.stream.LongStream;

/** What connectionist temporal classification takes for granted: its kernel reads wherever lengths and classes say. */
final class CtcArguments {
  private CtcArguments() {}

  /**
   * Checks lengths and classes.
   *
   * @throws TensorException if the kernel would read outside its operands
   */
  static void check(Tensor logProbabilities, Tensor targets, long[] inputLengths, long[] targetLengths, long blank) {
    if (logProbabilities.dim() != 3) {
      throw new TensorException("ctc_loss: expected log-probabilities (time, batch, classes), got "
          + logProbabilities.describe());
    }
    long time = logProbabilities.size(0);
    long batch = logProbabilities.size(1);
    long classes = logProbabilities.size(2);
    if (blank < 0 || blank >= classes) {
      throw new TensorException("ctc_loss: expected a blank in [0, " + classes + "), got " + blank);
    }
    checkLengths("input", inputLengths, batch, time);
    checkTargets(targets, targetLengths, batch, classes, blank);
  }

  private static void checkLengths(String role, long[] lengths, long batch, long most) {
    if (lengths.length != batch) {
      throw new TensorException("ctc_loss: expected " + batch + " " + role + " lengths, one a sample, got "
          + lengths.length);
    }
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < 0 || lengths[i] > most) {
        throw new TensorException("ctc_loss: expected the " + role + " length of sample " + i + " in [0, " + most
            + "], got " + lengths[i]);
      }
    }
  }

  private static void checkTargets(Tensor targets, long[] lengths, long batch, long classes, long blank) {
    if (targets.dtype() != DType.INT64 && targets.dtype() != DType.INT32 || targets.dim() < 1 || targets.dim() > 2
        || targets.dim() == 2 && targets.size(0) != batch) {
      throw new TensorException("ctc_loss: expected int64 or int32 targets (batch, longest) or (sum of lengths) for a "
          + "batch of " + batch + ", got " + targets.describe());
    }
    boolean padded = targets.dim() == 2;
    checkLengths("target", lengths, batch, targets.size(-1));
    long sum = LongStream.of(lengths).sum();
    if (!padded && sum != targets.numel()) {
      throw new TensorException("ctc_loss: expected " + sum + " targets, the sum of their lengths, got "
          + targets.describe());
    }
    long[] values = targets.toLongs();
    int row = 0;
    for (int i = 0; i < lengths.length; i++) {
      for (int j = 0; j < lengths[i]; j++) {
        long value = values[row + j];
        if (value < 0 || value >= classes || value == blank) {
          throw new TensorException("ctc_loss: expected classes in [0, " + classes + ") other than the blank " + blank
              + ", got " + value + " at position " + j + " of the target of sample " + i);
        }
      }
      row += (int) (padded ? targets.size(1) : lengths[i]);
    }
  }
}
