package dev.fovea.nn;

import dev.fovea.tensor.Normalizations;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;

/**
 * Batch normalisation whose statistics, scale and shift never change, for the backbones of detectors.
 *
 * <p>State, all buffers: {@code weight}, {@code bias}, {@code running_mean}, {@code running_var} (features).
 */
public final class FrozenBatchNorm2d extends Layer {
  private final long features;
  private final double eps;
  private final Tensor weight;
  private final Tensor bias;
  private final Tensor runningMean;
  private final Tensor runningVar;

  /** With eps 1e-5. */
  public FrozenBatchNorm2d(long features) {
    this(features, 1e-5);
  }

  /** With another eps; 0 in torchvision's detectors trained on COCO before 2021. */
  public FrozenBatchNorm2d(long features, double eps) {
    this.features = Checks.positive("FrozenBatchNorm2d", "features", features);
    this.eps = eps;
    this.weight = buffer("weight", Tensors.ones(features));
    this.bias = buffer("bias", Tensors.zeros(features));
    this.runningMean = buffer("running_mean", Tensors.zeros(features));
    this.runningVar = buffer("running_var", Tensors.ones(features));
  }

  @Override
  protected Tensor forward(Tensor x) {
    Checks.channels("FrozenBatchNorm2d", x, features, 4, 4);
    return Normalizations.batchNorm(x, weight, bias, runningMean, runningVar, false, 0, eps);
  }

  @Override
  public String describe() {
    return "FrozenBatchNorm2d(" + features + ")";
  }
}
