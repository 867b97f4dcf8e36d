package dev.fovea.tensor;

import java.util.List;

/** Views and rearrangements of the same elements. */
public sealed interface Shaping permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** The elements in another shape without a copy; one length may be -1. Fails where the strides forbid it. */
  default Tensor view(long... shape) {
    return Tensor.op("view", () -> self().raw().view(shape), this);
  }

  /** The elements in another shape, copied only where they must be; one length may be -1. */
  default Tensor reshape(long... shape) {
    return Tensor.op("reshape", () -> self().raw().reshape(shape), this);
  }

  /** The dimensions in another order. */
  default Tensor permute(long... dims) {
    return Tensor.op("permute", () -> self().raw().permute(dims), this);
  }

  /** Two dimensions exchanged. */
  default Tensor transpose(int first, int second) {
    return Tensor.op("transpose", () -> self().raw().transpose(first, second), this);
  }

  /** A matrix with rows and columns exchanged. */
  default Tensor t() {
    return Tensor.op("t", () -> self().raw().t(), this);
  }

  /** One dimension moved to another place. */
  default Tensor movedim(int source, int destination) {
    return Ops.MOVEDIM.call(this, source, destination);
  }

  /** Dimensions from {@code start} on joined to one. */
  default Tensor flatten(int start) {
    return flatten(start, -1);
  }

  /** Dimensions {@code start} to {@code end} (inclusive) joined to one. */
  default Tensor flatten(int start, int end) {
    return Tensor.op("flatten", () -> self().raw().flatten(start, end), this);
  }

  /** One dimension taken apart into several. */
  default Tensor unflatten(int dim, long... sizes) {
    return Ops.UNFLATTEN.call(this, dim, sizes);
  }

  /** Dimensions of length 1 stretched without a copy; -1 keeps a length. */
  default Tensor expand(long... shape) {
    return Ops.EXPAND.call(this, shape);
  }

  /** Stretched as {@code other}. */
  default Tensor expandAs(Tensor other) {
    return expand(other.shape());
  }

  /** The whole repeated along each dimension. */
  default Tensor repeat(long... times) {
    return Ops.REPEAT.call(this, times);
  }

  /** Each element repeated along a dimension. */
  default Tensor repeatInterleave(long times, int dim) {
    return Ops.REPEAT_INTERLEAVE.call(this, times, dim);
  }

  /** Without dimensions of length 1. */
  default Tensor squeeze() {
    return Ops.SQUEEZE.call(this);
  }

  /** Without one dimension, if its length is 1. */
  default Tensor squeeze(int dim) {
    return Tensor.op("squeeze", () -> self().raw().squeeze(dim), this);
  }

  /** With a new dimension of length 1. */
  default Tensor unsqueeze(int dim) {
    return Tensor.op("unsqueeze", () -> self().raw().unsqueeze(dim), this);
  }

  /** Elements in reverse order along dimensions. */
  default Tensor flip(long... dims) {
    return Ops.FLIP.call(this, dims);
  }

  /** Elements shifted along a dimension; what falls off one end enters at the other. */
  default Tensor roll(long shift, int dim) {
    return Ops.ROLL.call(this, new long[] {shift}, new long[] {dim});
  }

  /** Elements shifted along several dimensions. */
  default Tensor roll(long[] shifts, long[] dims) {
    return Ops.ROLL.call(this, shifts, dims);
  }

  /** Turned by 90 degrees {@code times} times, from the first towards the second of two dimensions. */
  default Tensor rot90(int times, int first, int second) {
    return Ops.ROT90.call(this, times, new long[] {first, second});
  }

  /** Pieces of a length along a dimension, the last maybe shorter. */
  default List<Tensor> split(long size, int dim) {
    return Ops.SPLIT.callList(this, size, dim);
  }

  /** Pieces of given lengths along a dimension. */
  default List<Tensor> split(long[] sizes, int dim) {
    return Ops.SPLIT_SIZES.callList(this, sizes, dim);
  }

  /** About equal pieces along a dimension, at most {@code chunks}. */
  default List<Tensor> chunk(int chunks, int dim) {
    return Ops.CHUNK.callList(this, chunks, dim);
  }

  /** Pieces along a dimension that begin at 0 and at each of {@code indices}. */
  default List<Tensor> tensorSplit(long[] indices, int dim) {
    return Ops.TENSOR_SPLIT.callList(this, indices, dim);
  }

  /** The slices along a dimension, which goes. */
  default List<Tensor> unbind(int dim) {
    return Ops.UNBIND.callList(this, dim);
  }

  /** Windows along a dimension as a new last dimension. */
  default Tensor unfold(int dim, long size, long step) {
    return Ops.UNFOLD_DIM.call(this, dim, size, step);
  }

  /** The lower triangle of matrices; {@code diagonal} 0 is the main one. */
  default Tensor tril(long diagonal) {
    return Ops.TRIL.call(this, diagonal);
  }

  /** The upper triangle of matrices; {@code diagonal} 0 is the main one. */
  default Tensor triu(long diagonal) {
    return Ops.TRIU.call(this, diagonal);
  }

  /** The diagonal of two dimensions as the last dimension. */
  default Tensor diagonal(long offset, int first, int second) {
    return Ops.DIAGONAL.call(this, offset, first, second);
  }

  /** The matrix with a vector on its diagonal, or the diagonal of a matrix. */
  default Tensor diag(long offset) {
    return Ops.DIAG.call(this, offset);
  }

  /** Square matrices with the last dimension on their diagonals. */
  default Tensor diagEmbed() {
    return Ops.DIAG_EMBED.call(this);
  }

  /** Any view of the memory, by lengths, steps and a start in elements. */
  default Tensor asStrided(long[] shape, long[] strides, long offset) {
    return Ops.AS_STRIDED.call(this, shape, strides, offset);
  }

  /** In row-major order, copied only where it is not. */
  default Tensor contiguous() {
    return Tensor.op("contiguous", () -> self().raw().contiguous(), this);
  }

  /**
   * In the given order, copied only where it is not.
   *
   * <p>With one channel both orders are the same memory. The strides then say the order that was asked for, since
   * convolutions choose their own by them, and max-pooling what they give is ten times as fast channels-last.
   */
  default Tensor contiguous(MemoryFormat format) {
    if (format == MemoryFormat.CHANNELS_LAST && self().dim() == 4 && self().size(1) == 1 && self().strides()[1] != 1) {
      return Scope.run(() -> contiguous().squeeze(1).unsqueeze(3).permute(0, 3, 1, 2));
    }
    return Ops.CONTIGUOUS.call(this, format);
  }

  /** A complex tensor from pairs in the last dimension. */
  default Tensor viewAsComplex() {
    return Ops.VIEW_AS_COMPLEX.call(this);
  }

  /** Pairs in a new last dimension from a complex tensor. */
  default Tensor viewAsReal() {
    return Ops.VIEW_AS_REAL.call(this);
  }
}
