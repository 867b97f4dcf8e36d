package dev.fovea.tensor;

/** Running sums, products and extremes along a dimension, and the differences that undo sums. */
public sealed interface Scans permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** Running sums along a dimension. */
  default Tensor cumsum(int dim) {
    return Ops.CUMSUM.call(this, dim);
  }

  /** Running products along a dimension. */
  default Tensor cumprod(int dim) {
    return Ops.CUMPROD.call(this, dim);
  }

  /** The largest elements so far along a dimension, and where they were. */
  default Reductions.Extreme cummax(int dim) {
    return Reductions.Extreme.of(Ops.CUMMAX.callMany(this, dim));
  }

  /** The smallest elements so far along a dimension, and where they were. */
  default Reductions.Extreme cummin(int dim) {
    return Reductions.Extreme.of(Ops.CUMMIN.callMany(this, dim));
  }

  /** log(running sums of exp(x)) along a dimension, stable. */
  default Tensor logcumsumexp(int dim) {
    return Ops.LOGCUMSUMEXP.call(this, dim);
  }

  /** Each element minus the one before it along a dimension, which gets one shorter. */
  default Tensor diff(int dim) {
    return Ops.DIFF.call(self(), 1, dim);
  }
}
