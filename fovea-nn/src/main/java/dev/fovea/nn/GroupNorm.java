package dev.fovea.nn;

import dev.fovea.tensor.Normalizations;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Normalises each sample over groups of its channels. Wu and He, Group Normalization, 2018.
 *
 * <p>Inputs are (batch, channels, ...). State: {@code weight} and {@code bias} (channels).
 */
public final class GroupNorm extends Layer {
  private final long groups;
  private final long channels;
  private final double eps;
  private final @Nullable Tensor weight;
  private final @Nullable Tensor bias;

  /** With eps 1e-5. */
  public GroupNorm(long groups, long channels) {
    this(groups, channels, 1e-5);
  }

  /** With another eps. */
  public GroupNorm(long groups, long channels, double eps) {
    this(groups, channels, eps, true);
  }

  /** With or without scale and shift. */
  public GroupNorm(long groups, long channels, double eps, boolean affine) {
    if (groups < 1 || channels % groups != 0) {
      throw new IllegalArgumentException("GroupNorm: expected groups that divide the " + channels
          + " channels, got " + groups);
    }
    this.groups = groups;
    this.channels = channels;
    this.eps = eps;
    this.weight = affine ? parameter("weight", Tensors.ones(channels)) : null;
    this.bias = affine ? parameter("bias", Tensors.zeros(channels)) : null;
  }

  /** The scale (channels), or null. */
  public @Nullable Tensor weight() {
    return weight;
  }

  /** The shift (channels), or null. */
  public @Nullable Tensor bias() {
    return bias;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Normalizations.groupNorm(x, groups, weight, bias, eps);
  }

  @Override
  public String describe() {
    return "GroupNorm(" + groups + " of " + channels + ")";
  }
}
