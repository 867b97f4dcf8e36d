package dev.fovea.nn;

import dev.fovea.tensor.Normalizations;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Normalises each sample over its last dimensions. Ba et al., Layer Normalization, 2016.
 *
 * <p>State: {@code weight} and {@code bias}, both of the normalised shape.
 */
public final class LayerNorm extends Layer {
  private final long[] shape;
  private final double eps;
  private final @Nullable Tensor weight;
  private final @Nullable Tensor bias;

  /** Over the last dimensions, of these lengths, with eps 1e-5. */
  public LayerNorm(long... shape) {
    this(1e-5, true, shape);
  }

  private LayerNorm(double eps, boolean affine, long... shape) {
    if (shape.length == 0) {
      throw new IllegalArgumentException("LayerNorm: expected the lengths of the last dimensions, got none");
    }
    this.shape = shape.clone();
    this.eps = eps;
    this.weight = affine ? parameter("weight", Tensors.ones(shape)) : null;
    this.bias = affine ? parameter("bias", Tensors.zeros(shape)) : null;
  }

  /** With another eps. */
  public static LayerNorm withEps(double eps, long... shape) {
    return new LayerNorm(eps, true, shape);
  }

  /** Without scale and shift. */
  public static LayerNorm plain(double eps, long... shape) {
    return new LayerNorm(eps, false, shape);
  }

  /** The scale, or null. */
  public @Nullable Tensor weight() {
    return weight;
  }

  /** The shift, or null. */
  public @Nullable Tensor bias() {
    return bias;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Normalizations.layerNorm(x, shape, weight, bias, eps);
  }

  @Override
  public String describe() {
    return "LayerNorm" + Arrays.toString(shape);
  }
}
