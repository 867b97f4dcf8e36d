package dev.fovea.nn;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * What batch and instance normalisation have: a scale, a shift and running statistics for each channel.
 *
 * <p>State, as far as the options ask for it: {@code weight}, {@code bias}, {@code running_mean}, {@code running_var}
 * (features each) and {@code num_batches_tracked} (int64 scalar).
 */
public abstract class ChannelNorm extends Layer {
  final long features;
  final NormOptions options;
  final @Nullable Tensor weight;
  final @Nullable Tensor bias;
  final @Nullable Tensor runningMean;
  final @Nullable Tensor runningVar;
  final @Nullable Tensor batches;
  private boolean absorbed;
  private final int least;
  private final int most;

  ChannelNorm(long features, NormOptions options, int least, int most) {
    this.features = Checks.positive(getClass().getSimpleName(), "features", features);
    this.options = options;
    this.least = least;
    this.most = most;
    boolean track = options.trackRunningStats();
    this.weight = options.affine() ? parameter("weight", Tensors.ones(features)) : null;
    this.bias = options.affine() ? parameter("bias", Tensors.zeros(features)) : null;
    this.runningMean = track ? buffer("running_mean", Tensors.zeros(features)) : null;
    this.runningVar = track ? buffer("running_var", Tensors.ones(features)) : null;
    this.batches = track ? buffer("num_batches_tracked", Tensors.zeros(DType.INT64)) : null;
  }

  /** The normalised input; training may move the running statistics. */
  abstract Tensor normalize(Tensor x);

  @Override
  protected final Tensor forward(Tensor x) {
    Checks.channels(getClass().getSimpleName(), x, features, least, most);
    if (absorbed && isTraining()) {
      throw new IllegalStateException(describe() + " is folded into a convolution for inference and cannot be trained; "
          + "load the weights into a new network to train on");
    }
    return absorbed ? x : normalize(x);
  }

  /** Whether the input comes normalised from now on. */
  final void bypass(boolean bypassed) {
    absorbed = bypassed;
  }

  /** Whether the input comes normalised. */
  final boolean isBypassed() {
    return absorbed;
  }

  /** The number of channels. */
  public final long features() {
    return features;
  }

  /** The scale (features), or null. */
  public final @Nullable Tensor weight() {
    return weight;
  }

  /** The shift (features), or null. */
  public final @Nullable Tensor bias() {
    return bias;
  }

  /** The running mean (features), or null. */
  public final @Nullable Tensor runningMean() {
    return runningMean;
  }

  /** The running variance (features), or null. */
  public final @Nullable Tensor runningVar() {
    return runningVar;
  }

  /** Forgets the running statistics: mean 0, variance 1, no batches. */
  public final void resetRunningStats() {
    if (runningMean != null && runningVar != null && batches != null) {
      Init.zeros_(runningMean);
      Init.ones_(runningVar);
      Init.zeros_(batches);
    }
  }

  @Override
  public String describe() {
    return getClass().getSimpleName() + "(" + features + (options.affine() ? "" : ", not affine") + ")";
  }
}
