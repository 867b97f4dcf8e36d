package dev.fovea.nn;

/** {@link InstanceNorm} of images (batch, features, height, width). */
public final class InstanceNorm2d extends InstanceNorm {
  /** Eps 1e-5, not affine, without running statistics. */
  public InstanceNorm2d(long features) {
    this(features, NormOptions.INSTANCE);
  }

  /** With or without a scale and a shift for each channel. */
  public InstanceNorm2d(long features, boolean affine) {
    this(features, NormOptions.INSTANCE.affine(affine));
  }

  /** With all options. */
  public InstanceNorm2d(long features, NormOptions options) {
    super(features, options, 4);
  }
}
