package dev.fovea.tensor;

import java.util.Objects;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Sums, means, extremes, sorting and counting; dimensions count from the end where negative. */
public sealed interface Reductions permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** Values and where they were found, both along one dimension. */
  record Extreme(Tensor values, Tensor indices) {
    static Extreme of(@Nullable Tensor[] pair) {
      return new Extreme(Objects.requireNonNull(pair[0]), Objects.requireNonNull(pair[1]));
    }
  }

  /** Variance and mean. */
  record VarMean(Tensor var, Tensor mean) {}

  /** The distinct values, ascending; for each input value its place among them; how often each occurs. */
  record Unique(Tensor values, Tensor inverse, Tensor counts) {}

  /** The sum of all elements (0-D). */
  default Tensor sum() {
    return Tensor.op("sum", () -> torch.sum(self().raw()), this);
  }

  /** Sums over dimensions, which go. */
  default Tensor sum(int... dims) {
    return Ops.SUM_DIM.call(this, longs(dims));
  }

  /** Sums over dimensions, which stay with length 1 where {@code keepdim}. */
  default Tensor sum(int[] dims, boolean keepdim) {
    return Ops.SUM_DIM.call(this, longs(dims), keepdim);
  }

  /** The mean of all elements (0-D). */
  default Tensor mean() {
    return Tensor.op("mean", () -> torch.mean(self().raw()), this);
  }

  /** Means over dimensions, which go. */
  default Tensor mean(int... dims) {
    return Ops.MEAN_DIM.call(this, longs(dims));
  }

  /** Means over dimensions, which stay with length 1 where {@code keepdim}. */
  default Tensor mean(int[] dims, boolean keepdim) {
    return Ops.MEAN_DIM.call(this, longs(dims), keepdim);
  }

  /** Sums over dimensions, where NaN counts as 0. */
  default Tensor nansum(int[] dims, boolean keepdim) {
    return Ops.NANSUM.call(this, longs(dims), keepdim);
  }

  /** Means over dimensions of what is not NaN. */
  default Tensor nanmean(int[] dims, boolean keepdim) {
    return Ops.NANMEAN.call(this, longs(dims), keepdim);
  }

  /** The variance of all elements, unbiased (0-D). */
  default Tensor var() {
    return Ops.VAR.call(this, null, 1);
  }

  /** Variances over dimensions; {@code correction} 1 is unbiased, 0 the population's. */
  default Tensor var(int[] dims, int correction, boolean keepdim) {
    return Ops.VAR.call(this, longs(dims), correction, keepdim);
  }

  /** The standard deviation of all elements, unbiased (0-D). */
  default Tensor std() {
    return Ops.STD.call(this, null, 1);
  }

  /** Standard deviations over dimensions; {@code correction} 1 is unbiased, 0 the population's. */
  default Tensor std(int[] dims, int correction, boolean keepdim) {
    return Ops.STD.call(this, longs(dims), correction, keepdim);
  }

  /** Variances and means in one pass. */
  default VarMean varMean(int[] dims, int correction, boolean keepdim) {
    @Nullable Tensor[] pair = Ops.VAR_MEAN.callMany(this, longs(dims), correction, keepdim);
    return new VarMean(Objects.requireNonNull(pair[0]), Objects.requireNonNull(pair[1]));
  }

  /** The largest element (0-D). */
  default Tensor max() {
    return Tensor.op("max", () -> torch.max(self().raw()), this);
  }

  /** The smallest element (0-D). */
  default Tensor min() {
    return Tensor.op("min", () -> torch.min(self().raw()), this);
  }

  /** The largest elements along a dimension, which goes. */
  default Extreme max(int dim) {
    return max(dim, false);
  }

  /** The largest elements along a dimension. */
  default Extreme max(int dim, boolean keepdim) {
    return Extreme.of(Ops.MAX_DIM.callMany(this, dim, keepdim));
  }

  /** The smallest elements along a dimension, which goes. */
  default Extreme min(int dim) {
    return min(dim, false);
  }

  /** The smallest elements along a dimension. */
  default Extreme min(int dim, boolean keepdim) {
    return Extreme.of(Ops.MIN_DIM.callMany(this, dim, keepdim));
  }

  /** The largest elements over dimensions; gradients are shared among equals. */
  default Tensor amax(int[] dims, boolean keepdim) {
    return Ops.AMAX.call(this, longs(dims), keepdim);
  }

  /** The smallest elements over dimensions; gradients are shared among equals. */
  default Tensor amin(int[] dims, boolean keepdim) {
    return Ops.AMIN.call(this, longs(dims), keepdim);
  }

  /** Where the largest elements along a dimension are (int64). */
  default Tensor argmax(int dim) {
    return argmax(dim, false);
  }

  /** Where the largest elements along a dimension are (int64). */
  default Tensor argmax(int dim, boolean keepdim) {
    return Ops.ARGMAX.call(this, dim, keepdim);
  }

  /** Where the smallest elements along a dimension are (int64). */
  default Tensor argmin(int dim) {
    return Ops.ARGMIN.call(this, dim);
  }

  /** The middle elements along a dimension, the lower of two. */
  default Extreme median(int dim, boolean keepdim) {
    return Extreme.of(Ops.MEDIAN_DIM.callMany(this, dim, keepdim));
  }

  /** Products along a dimension. */
  default Tensor prod(int dim, boolean keepdim) {
    return Ops.PROD_DIM.call(this, dim, keepdim);
  }

  /** log(sum(exp(x))) over dimensions, stable. */
  default Tensor logsumexp(int[] dims, boolean keepdim) {
    return Ops.LOGSUMEXP.call(this, longs(dims), keepdim);
  }

  /** The L2 norm of all elements (0-D). */
  default Tensor norm() {
    return Ops.NORM_DIM.call(this);
  }

  /** Vector norms of an order over dimensions. */
  default Tensor norm(double order, int[] dims, boolean keepdim) {
    return Ops.NORM_DIM.call(this, order, longs(dims), keepdim);
  }

  /** Elements in ascending or descending order along a dimension; equals keep their order. */
  default Extreme sort(int dim, boolean descending) {
    return Extreme.of(Ops.SORT.callMany(this, true, dim, descending));
  }

  /** The order that sorts a dimension (int64). */
  default Tensor argsort(int dim, boolean descending) {
    return sort(dim, descending).indices();
  }

  /** The k largest elements along a dimension, largest first. */
  default Extreme topk(int k, int dim) {
    return topk(k, dim, true);
  }

  /** The k largest or smallest elements along a dimension, in order. */
  default Extreme topk(int k, int dim, boolean largest) {
    return Extreme.of(Ops.TOPK.callMany(this, k, dim, largest, true));
  }

  /** The k-th smallest elements along a dimension, k from 1. */
  default Extreme kthvalue(int k, int dim) {
    return Extreme.of(Ops.KTHVALUE.callMany(this, k, dim));
  }

  /** The distinct values of all elements. */
  default Unique unique() {
    @Nullable Tensor[] parts = Ops.UNIQUE.callMany(this, true, true, true);
    return new Unique(Objects.requireNonNull(parts[0]), Objects.requireNonNull(parts[1]),
        Objects.requireNonNull(parts[2]));
  }

  /** How often each whole number from 0 occurs, at least {@code minlength} entries. */
  default Tensor bincount(long minlength) {
    return Ops.BINCOUNT.call(this, null, minlength);
  }

  /** Counts in {@code bins} equal intervals of [{@code min}, {@code max}]. */
  default Tensor histc(long bins, double min, double max) {
    return Ops.HISTC.call(this, bins, min, max);
  }

  /** The q-quantile (0 to 1) along a dimension, interpolated linearly. */
  default Tensor quantile(double q, int dim, boolean keepdim) {
    try (Tensor at = Tensors.full(q, dtypeOf())) {
      return Ops.QUANTILE.call(this, at, dim, keepdim);
    }
  }

  /** Whether any element is true (0-D bool). */
  default Tensor any() {
    return Tensor.op("any", () -> torch.any(self().raw()), this);
  }

  /** Whether any element along a dimension is true. */
  default Tensor any(int dim, boolean keepdim) {
    return Ops.ANY_DIM.call(this, dim, keepdim);
  }

  /** Whether all elements are true (0-D bool). */
  default Tensor all() {
    return Tensor.op("all", () -> torch.all(self().raw()), this);
  }

  /** Whether all elements along a dimension are true. */
  default Tensor all(int dim, boolean keepdim) {
    return Ops.ALL_DIM.call(this, dim, keepdim);
  }

  /** How many elements are not zero, over dimensions. */
  default Tensor countNonzero(int... dims) {
    return Ops.COUNT_NONZERO.call(this, longs(dims));
  }

  /** Where {@code values} would go in this ascending sequence; {@code right} puts them behind equals. */
  default Tensor searchsorted(Tensor values, boolean right) {
    return Ops.SEARCHSORTED.call(this, values, false, right);
  }

  /** For each element the number of ascending {@code boundaries} below it, or not above it where {@code right}. */
  default Tensor bucketize(Tensor boundaries, boolean right) {
    return Ops.BUCKETIZE.call(this, boundaries, false, right);
  }

  private DType dtypeOf() {
    return self().dtype();
  }

  private static long[] longs(int[] dims) {
    long[] wide = new long[dims.length];
    for (int i = 0; i < dims.length; i++) {
      wide[i] = dims[i];
    }
    return wide;
  }
}
