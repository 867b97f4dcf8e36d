package dev.fovea.nn;

/** {@link BatchNorm} of vectors (batch, features) or sequences (batch, features, length). */
public final class BatchNorm1d extends BatchNorm {
  /** Eps 1e-5, momentum 0.1, affine, with running statistics. */
  public BatchNorm1d(long features) {
    this(features, NormOptions.BATCH);
  }

  /** With another eps and momentum. */
  public BatchNorm1d(long features, double eps, double momentum) {
    this(features, NormOptions.BATCH.eps(eps).momentum(momentum));
  }

  /** With all options. */
  public BatchNorm1d(long features, NormOptions options) {
    super(features, options, 2, 3);
  }
}
