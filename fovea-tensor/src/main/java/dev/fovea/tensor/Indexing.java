package dev.fovea.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Choosing and setting elements, by position, by slice, by index tensors and by masks. */
public sealed interface Indexing permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** The view at one position along the first dimension, which goes. */
  default Tensor get(long index) {
    return select(0, index);
  }

  /** The view at one position along a dimension, which goes; negative counts from the end. */
  default Tensor select(int dim, long index) {
    return Tensor.op("select", () -> self().raw().select(dim, index), this);
  }

  /** The view of positions {@code start} to {@code end} (exclusive) along a dimension. */
  default Tensor slice(int dim, long start, long end) {
    return slice(dim, start, end, 1);
  }

  /** The view of every {@code step}-th position from {@code start} to {@code end} (exclusive) along a dimension. */
  default Tensor slice(int dim, long start, long end, long step) {
    return Ops.SLICE.call(this, dim, start, end, step);
  }

  /** The view of {@code length} positions from {@code start} along a dimension; fails outside it. */
  default Tensor narrow(int dim, long start, long length) {
    return Tensor.op("narrow", () -> self().raw().narrow(dim, start, length), this);
  }

  /**
   * Elements chosen by index tensors (int64 or bool), one a dimension, null for a whole dimension:
   * {@code x.index(rows, null, columns)} is {@code x[rows, :, columns]}.
   */
  default Tensor index(@Nullable Tensor... indices) {
    return Ops.INDEX.call(this, list(indices));
  }

  /** Sets the elements that {@link #index} would choose, in place. */
  default Tensor indexPut_(Tensor values, @Nullable Tensor... indices) {
    Ops.INDEX_PUT_.run(this, list(indices), values);
    return self();
  }

  /** A copy with the elements that {@link #index} would choose set, or added to where {@code accumulate}. */
  default Tensor indexPut(Tensor values, boolean accumulate, @Nullable Tensor... indices) {
    return Ops.INDEX_PUT.call(this, list(indices), values, accumulate);
  }

  /** Positions along a dimension, chosen by a 1-D tensor (int64). */
  default Tensor indexSelect(int dim, Tensor index) {
    return Tensor.op("index_select", () -> torch.index_select(self().raw(), dim, index.raw()), this, index);
  }

  /** Adds slices of {@code source} to the positions {@code index} along a dimension, in place. */
  default Tensor indexAdd_(int dim, Tensor index, Tensor source) {
    Ops.INDEX_ADD_.run(this, dim, index, source);
    return self();
  }

  /** Copies slices of {@code source} to the positions {@code index} along a dimension, in place. */
  default Tensor indexCopy_(int dim, Tensor index, Tensor source) {
    Ops.INDEX_COPY_.run(this, dim, index, source);
    return self();
  }

  /** out[i][j] = this[index[i][j]][j] for dim 0, and so on. */
  default Tensor gather(int dim, Tensor index) {
    checkRepeated("gather", self(), dim, index);
    return Tensor.op("gather", () -> torch.gather(self().raw(), dim, index.raw()), this, index);
  }

  /** A copy with out[index[i][j]][j] = source[i][j] for dim 0, and so on. */
  default Tensor scatter(int dim, Tensor index, Tensor source) {
    return Ops.SCATTER.call(this, dim, index, source);
  }

  /** A copy with {@code value} at the indices. */
  default Tensor scatter(int dim, Tensor index, double value) {
    return Ops.SCATTER_VALUE.call(this, dim, index, value);
  }

  /** {@link #scatter(int, Tensor, Tensor)} in place. */
  default Tensor scatter_(int dim, Tensor index, Tensor source) {
    Ops.SCATTER_.run(this, dim, index, source);
    return self();
  }

  /** {@link #scatter(int, Tensor, double)} in place. */
  default Tensor scatter_(int dim, Tensor index, double value) {
    Ops.SCATTER_VALUE_.run(this, dim, index, value);
    return self();
  }

  /** A copy with {@code source} added at the indices. */
  default Tensor scatterAdd(int dim, Tensor index, Tensor source) {
    checkRepeated("scatter_add", self(), dim, index);
    return Ops.SCATTER_ADD.call(this, dim, index, source);
  }

  /** {@link #scatterAdd} in place. */
  default Tensor scatterAdd_(int dim, Tensor index, Tensor source) {
    checkRepeated("scatter_add_", self(), dim, index);
    Ops.SCATTER_ADD_.run(this, dim, index, source);
    return self();
  }

  /**
   * A copy with elements of {@code source} joined to those at the indices.
   *
   * @param reduce {@code sum}, {@code prod}, {@code mean}, {@code amax} or {@code amin}
   * @param includeSelf whether the elements that are there count too
   */
  default Tensor scatterReduce(int dim, Tensor index, Tensor source, String reduce, boolean includeSelf) {
    checkRepeated("scatter_reduce", self(), dim, index);
    return Ops.SCATTER_REDUCE.call(this, dim, index, source, reduce, includeSelf);
  }

  /** A copy with {@code value} at the positions {@code index} along a dimension. */
  default Tensor indexFill(int dim, Tensor index, double value) {
    return Ops.INDEX_FILL.call(this, dim, index, value);
  }

  /** Like {@link #gather}, with broadcasting of all other dimensions. */
  default Tensor takeAlongDim(Tensor index, int dim) {
    checkIndex("take_along_dim", self(), dim, index);
    return Ops.TAKE_ALONG_DIM.call(this, index, dim);
  }

  /** A copy with {@code value} where {@code mask} (bool) is true. */
  default Tensor maskedFill(Tensor mask, double value) {
    return Tensor.op("masked_fill", () -> {
      try (Scalar scalar = new Scalar(value)) {
        return torch.masked_fill(self().raw(), mask.raw(), scalar);
      }
    }, this, mask);
  }

  /** {@link #maskedFill} in place. */
  default Tensor maskedFill_(Tensor mask, double value) {
    Ops.MASKED_FILL_.run(this, mask, value);
    return self();
  }

  /** The elements where {@code mask} (bool) is true (1-D). */
  default Tensor maskedSelect(Tensor mask) {
    return Ops.MASKED_SELECT.call(this, mask);
  }

  /** A copy with the elements of {@code source}, in order, where {@code mask} is true. */
  default Tensor maskedScatter(Tensor mask, Tensor source) {
    return Ops.MASKED_SCATTER.call(this, mask, source);
  }

  /** The indices of all elements that are not zero (count x dimensions, int64). */
  default Tensor nonzero() {
    return Ops.NONZERO.call(this);
  }

  /** The kernels for an index that was expanded believe what it says. */
  private static void checkRepeated(String operation, Tensor self, int dim, Tensor index) {
    if (index.numel() > 0 && index.raw().is_cpu() && !index.isContiguous()) {
      checkIndex(operation, self, dim, index);
    }
  }

  private static void checkIndex(String operation, Tensor self, int dim, Tensor index) {
    if (index.numel() == 0 || index.device().kind() == Device.Kind.META || index.dtype().isFloatingPoint()) {
      return;
    }
    long length = self.size(dim);
    boolean inside = Scope.run(() -> index.ge(0).logicalAnd(index.lt(length)).all().itemBoolean());
    if (!inside) {
      throw new TensorException(operation + ": expected indices in [0, " + length + ") along dimension " + dim + " of "
          + self.describe() + ", got others in " + index.describe());
    }
  }

  private static List<@Nullable Tensor> list(@Nullable Tensor[] indices) {
    List<@Nullable Tensor> list = new ArrayList<>(indices.length);
    for (Tensor index : indices) {
      list.add(index);
    }
    return list;
  }
}
