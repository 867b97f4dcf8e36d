package dev.fovea.nn;

import dev.fovea.tensor.Normalizations;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;

/**
 * Normalises each channel over the batch while training, by the running statistics in evaluation. Ioffe and Szegedy,
 * 2015.
 */
public abstract class BatchNorm extends ChannelNorm {
  BatchNorm(long features, NormOptions options, int least, int most) {
    super(features, options, least, most);
  }

  @Override
  final Tensor normalize(Tensor x) {
    boolean training = isTraining();
    if (training && x.numel() == features) {
      throw new TensorException(getClass().getSimpleName() + ": expected more than one value for each channel in "
          + "training mode, got " + x.describe() + "; use a larger batch, or eval()");
    }
    return Normalizations.batchNorm(x, weight, bias, runningMean, runningVar, training || runningMean == null,
        training ? momentum() : 0, options.eps());
  }

  /** Counts a batch, and says how far it moves the running statistics. */
  private double momentum() {
    Double fixed = options.momentum();
    if (batches == null) {
      return 0;
    }
    batches.add_(1L);
    return fixed == null ? 1.0 / batches.itemLong() : fixed;
  }
}
