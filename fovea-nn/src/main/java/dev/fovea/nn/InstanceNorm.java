package dev.fovea.nn;

import dev.fovea.tensor.Normalizations;
import dev.fovea.tensor.Tensor;

/** Normalises each channel of each sample alone. Ulyanov et al., Instance Normalization, 2016. */
public abstract class InstanceNorm extends ChannelNorm {
  InstanceNorm(long features, NormOptions options, int dims) {
    super(features, options, dims, dims);
  }

  @Override
  final Tensor normalize(Tensor x, double momentum) {
    return Normalizations.instanceNorm(x, weight, bias, runningMean, runningVar,
        isTraining() || runningMean == null, momentum, options.eps());
  }
}
