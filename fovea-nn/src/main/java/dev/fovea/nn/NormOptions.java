package dev.fovea.nn;

import org.jspecify.annotations.Nullable;

/**
 * How a batch or instance normalisation works; every method gives a changed copy: {@code BATCH.affine(false)}.
 *
 * @param eps added to the variance
 * @param momentum how far a batch moves the running statistics, or null for the mean over all batches
 * @param affine whether each channel has a trained scale ({@code weight}) and shift ({@code bias})
 * @param trackRunningStats whether running statistics are kept, for evaluation
 */
public record NormOptions(double eps, @Nullable Double momentum, boolean affine, boolean trackRunningStats) {
  /** Those of batch normalisation: eps 1e-5, momentum 0.1, affine, with running statistics. */
  public static final NormOptions BATCH = new NormOptions(1e-5, 0.1, true, true);

  /** Those of instance normalisation: eps 1e-5, momentum 0.1, not affine, without running statistics. */
  public static final NormOptions INSTANCE = new NormOptions(1e-5, 0.1, false, false);

  /** A copy with another eps. */
  public NormOptions eps(double value) {
    return new NormOptions(value, momentum, affine, trackRunningStats);
  }

  /** A copy with another momentum; null is the mean over all batches. */
  public NormOptions momentum(@Nullable Double value) {
    return new NormOptions(eps, value, affine, trackRunningStats);
  }

  /** A copy with or without scale and shift. */
  public NormOptions affine(boolean value) {
    return new NormOptions(eps, momentum, value, trackRunningStats);
  }

  /** A copy with or without running statistics. */
  public NormOptions trackRunningStats(boolean value) {
    return new NormOptions(eps, momentum, affine, value);
  }
}
