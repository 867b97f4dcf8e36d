package dev.fovea.nn;

/** {@link InstanceNorm} of sequences (batch, features, length). */
public final class InstanceNorm1d extends InstanceNorm {
  /** Eps 1e-5, not affine, without running statistics. */
  public InstanceNorm1d(long features) {
    this(features, NormOptions.INSTANCE);
  }

  /** With or without a scale and a shift for each channel. */
  public InstanceNorm1d(long features, boolean affine) {
    this(features, NormOptions.INSTANCE.affine(affine));
  }

  /** With all options. */
  public InstanceNorm1d(long features, NormOptions options) {
    super(features, options, 3);
  }
}
