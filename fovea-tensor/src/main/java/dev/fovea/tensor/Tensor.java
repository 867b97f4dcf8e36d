package dev.fovea.tensor;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.TensorVector;
import org.jspecify.annotations.Nullable;

/**
 * A multi-dimensional array of numbers in native memory, with automatic differentiation.
 *
 * <p>Methods have PyTorch's names in camel case; those that end in an underscore change the tensor in place. The methods
 * are grouped by idea: {@link Arithmetic}, {@link Comparison}, {@link Pointwise}, {@link Activations},
 * {@link Reductions}, {@link Scans}, {@link Shaping}, {@link Indexing}, {@link LinearAlgebra},
 * {@link Differentiable}, {@link Transfer}; creation is in {@link Tensors}, the operations of networks in
 * {@link Convolutions}, {@link Pooling}, {@link Normalizations} and their neighbours.
 *
 * <p>Memory belongs to the innermost open {@link Scope} of the thread that made the tensor; without one, the tensor is
 * freed by {@link #close} or when the program can no longer reach it. A tensor that was freed throws
 * {@link IllegalStateException} when it is used. One tensor must not be closed while another thread uses it.
 */
public final class Tensor
    implements Arithmetic, Comparison, Pointwise, Activations, Reductions, Scans, Shaping, Indexing, LinearAlgebra,
        Differentiable, Transfer, AutoCloseable {
  static final String FREED = "This tensor was freed when its scope closed; keep it with Scope.keep, "
      + "or return it from Scope.run";

  org.bytedeco.pytorch.@Nullable Tensor raw;
  @Nullable Scope scope;
  int slot;
  Reclaimer.@Nullable Ticket ticket;

  private Tensor(org.bytedeco.pytorch.Tensor raw) {
    this.raw = raw;
  }

  /** The tensor around a native one that it now owns, registered with the innermost scope. */
  static Tensor wrap(org.bytedeco.pytorch.Tensor raw) {
    Tensor tensor = new Tensor(raw);
    Scope.register(tensor);
    return tensor;
  }

  /** Runs a native call whose result is fresh; errors name the operation and the operands. */
  static Tensor op(String name, Supplier<org.bytedeco.pytorch.Tensor> call, @Nullable Object... operands) {
    try {
      return wrap(call.get());
    } catch (RuntimeException e) {
      throw TensorException.of(name, e, operands);
    } finally {
      Reference.reachabilityFence(operands);
    }
  }

  /** Runs a native call for its effect; errors name the operation and the operands. */
  static void effect(String name, Runnable call, @Nullable Object... operands) {
    try {
      call.run();
    } catch (RuntimeException e) {
      throw TensorException.of(name, e, operands);
    } finally {
      Reference.reachabilityFence(operands);
    }
  }

  static List<Tensor> unpack(TensorVector vector) {
    int size = (int) vector.size();
    List<Tensor> tensors = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      tensors.add(wrap(new org.bytedeco.pytorch.Tensor(vector.get(i))));
    }
    return tensors;
  }

  static TensorVector pack(List<Tensor> tensors) {
    TensorVector vector = new TensorVector(tensors.size());
    for (int i = 0; i < tensors.size(); i++) {
      vector.put(i, tensors.get(i).raw());
    }
    return vector;
  }

  org.bytedeco.pytorch.Tensor raw() {
    org.bytedeco.pytorch.Tensor live = raw;
    if (live == null) {
      throw new IllegalStateException(FREED);
    }
    return live;
  }

  /** The number of dimensions. */
  public int dim() {
    return (int) raw().dim();
  }

  /** The lengths of all dimensions. */
  public long[] shape() {
    org.bytedeco.pytorch.Tensor live = raw();
    long[] shape = new long[(int) live.dim()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = live.size(i);
    }
    return shape;
  }

  /** The length of one dimension, counted from the end where negative. */
  public long size(int dim) {
    org.bytedeco.pytorch.Tensor live = raw();
    long dims = live.dim();
    if (dim < -dims || dim >= dims) {
      throw new TensorException("size: dimension " + dim + " of a tensor with " + dims + " dimensions, " + describe());
    }
    return live.size(dim < 0 ? dim + dims : dim);
  }

  /** The steps in memory between neighbours in each dimension, in elements. */
  public long[] strides() {
    org.bytedeco.pytorch.Tensor live = raw();
    long[] strides = new long[(int) live.dim()];
    for (int i = 0; i < strides.length; i++) {
      strides[i] = live.stride(i);
    }
    return strides;
  }

  /** The number of elements. */
  public long numel() {
    return raw().numel();
  }

  /** The element type. */
  public DType dtype() {
    return DType.of(raw().scalar_type());
  }

  /** Where the memory is. */
  public Device device() {
    try (org.bytedeco.pytorch.Device device = raw().device()) {
      return Device.of(device);
    }
  }

  /** Whether elements lie in row-major order without gaps. */
  public boolean isContiguous() {
    return raw().is_contiguous();
  }

  /** Whether elements lie in the given order without gaps. */
  public boolean isContiguous(MemoryFormat format) {
    return raw().is_contiguous(format.raw);
  }

  /** Whether both tensors are views of one memory. */
  public boolean sharesMemoryWith(Tensor other) {
    return raw().is_alias_of(other.raw());
  }

  /** The address of the first element, 0 where there is none; for tests of sharing and for other native libraries. */
  public long dataPtr() {
    Pointer data = raw().data_ptr();
    return data == null ? 0 : data.address();
  }

  /** Another handle to the same memory and autograd history, owned by the innermost scope. */
  public Tensor alias() {
    return op("alias", () -> new org.bytedeco.pytorch.Tensor(raw()), this);
  }

  /** A copy with memory of its own, still part of the graph. */
  @Override
  public Tensor clone() {
    return op("clone", () -> raw().clone(), this);
  }

  /** Whether the memory was given back. */
  public boolean isFreed() {
    return raw == null;
  }

  /** Frees the memory now; later calls do nothing. */
  @Override
  public void close() {
    if (raw != null) {
      Scope.leave(this);
      free();
    }
  }

  /** Gives the native tensor back; the caller has taken this tensor from its owner. */
  void free() {
    org.bytedeco.pytorch.Tensor live = raw;
    raw = null;
    if (live != null) {
      live.close();
    }
  }

  /** Type, shape and place: {@code float32[2, 3] cpu}. */
  public String describe() {
    return dtype() + Arrays.toString(shape()) + " " + device();
  }

  /** A description with the elements of a small tensor. */
  @Override
  public String toString() {
    if (raw == null) {
      return "Tensor(freed)";
    }
    return "Tensor(" + describe() + (requiresGrad() ? ", requiresGrad" : "") + ")"
        + (numel() <= 100 && device().kind() != Device.Kind.META ? " " + Formatting.elements(this) : "");
  }
}
