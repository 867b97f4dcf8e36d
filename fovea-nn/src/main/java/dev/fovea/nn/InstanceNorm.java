package dev.fovea.nn;

import dev.fovea.tensor.Normalizations;
import dev.fovea.tensor.Tensor;

/**
 * Normalises each channel of each sample alone. Ulyanov et al., Instance Normalization, 2016.
 *
 * <p>As in {@code torch.nn}, {@code num_batches_tracked} stays 0, and a momentum of null leaves the running statistics.
 */
public abstract class InstanceNorm extends ChannelNorm {
  InstanceNorm(long features, NormOptions options, int dims) {
    super(features, options, dims, dims);
  }

  @Override
  final Tensor normalize(Tensor x) {
    Double momentum = options.momentum();
    return Normalizations.instanceNorm(x, weight, bias, runningMean, runningVar,
        isTraining() || runningMean == null, momentum == null ? 0 : momentum, options.eps());
  }
}
