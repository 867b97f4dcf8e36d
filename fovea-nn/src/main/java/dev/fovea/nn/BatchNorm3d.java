package dev.fovea.nn;

/** {@link BatchNorm} of volumes (batch, features, depth, height, width). */
public final class BatchNorm3d extends BatchNorm {
  /** Eps 1e-5, momentum 0.1, affine, with running statistics. */
  public BatchNorm3d(long features) {
    this(features, NormOptions.BATCH);
  }

  /** With another eps and momentum. */
  public BatchNorm3d(long features, double eps, double momentum) {
    this(features, NormOptions.BATCH.eps(eps).momentum(momentum));
  }

  /** With all options. */
  public BatchNorm3d(long features, NormOptions options) {
    super(features, options, 5, 5);
  }
}
