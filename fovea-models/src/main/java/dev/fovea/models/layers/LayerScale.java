package dev.fovea.models.layers;

import dev.fovea.nn.Layer;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;

/**
 * A learnt factor for each channel of a residual branch, small at first. Touvron et al., Going deeper with Image
 * Transformers, 2021, equation 4. State: {@code gamma}.
 */
public final class LayerScale extends Layer {
  private final Tensor gamma;

  /** Factors that all start as {@code first}. */
  public LayerScale(long width, double first) {
    this.gamma = parameter("gamma", Tensors.full(first, DType.FLOAT32, width));
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.mul(gamma);
  }
}
