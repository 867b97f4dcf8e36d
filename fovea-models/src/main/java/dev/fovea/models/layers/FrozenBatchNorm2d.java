package dev.fovea.models.layers;

import dev.fovea.nn.Layer;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;

/**
 * Batch normalisation with fixed statistics, scale and shift, as detectors use on a trained backbone.
 *
 * <p>Images (batch, features, height, width). State, all buffers of (features): {@code weight}, {@code bias},
 * {@code running_mean}, {@code running_var}. Girshick et al., Detectron, 2018.
 */
public final class FrozenBatchNorm2d extends Layer {
  private final Tensor weight;
  private final Tensor bias;
  private final Tensor runningMean;
  private final Tensor runningVar;
  private final double eps;

  /** With {@code eps} added to the variance: 1e-5 in DETR and newer detectors, 0 in torchvision's first ones. */
  public FrozenBatchNorm2d(long features, double eps) {
    this.weight = buffer("weight", Tensors.ones(features));
    this.bias = buffer("bias", Tensors.zeros(features));
    this.runningMean = buffer("running_mean", Tensors.zeros(features));
    this.runningVar = buffer("running_var", Tensors.ones(features));
    this.eps = eps;
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor scale = weight.mul(runningVar.add(eps).rsqrt());
    Tensor shift = bias.sub(runningMean.mul(scale));
    return x.mul(scale.view(1, -1, 1, 1)).add_(shift.view(1, -1, 1, 1));
  }

  @Override
  public String describe() {
    return "FrozenBatchNorm2d(" + weight.size(0) + ", eps " + eps + ")";
  }
}
