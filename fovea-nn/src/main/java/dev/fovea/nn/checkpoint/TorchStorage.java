package dev.fovea.nn.checkpoint;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run of elements in a PyTorch file that tensors are views of. */
record TorchStorage(String key, Tensor flat) {
  private static final long MOST_REPEATED = 1 << 24;

  /** Elements and their type, from the name of the storage class: {@code torch.FloatStorage}. */
  static @Nullable DType type(String name) {
    return switch (name) {
      case "torch.DoubleStorage" -> DType.FLOAT64;
      case "torch.FloatStorage" -> DType.FLOAT32;
      case "torch.HalfStorage" -> DType.FLOAT16;
      case "torch.BFloat16Storage" -> DType.BFLOAT16;
      case "torch.LongStorage" -> DType.INT64;
      case "torch.IntStorage" -> DType.INT32;
      case "torch.ShortStorage" -> DType.INT16;
      case "torch.CharStorage" -> DType.INT8;
      case "torch.ByteStorage", "torch.UntypedStorage", "torch.storage.UntypedStorage",
          "torch.storage._UntypedStorage" -> DType.UINT8;
      case "torch.BoolStorage" -> DType.BOOL;
      case "torch.ComplexFloatStorage" -> DType.COMPLEX64;
      case "torch.ComplexDoubleStorage" -> DType.COMPLEX128;
      default -> null;
    };
  }

  /** The view that {@code _rebuild_tensor_v2} asks for, checked against the length of the storage. */
  Tensor view(long offset, long[] shape, long[] strides) {
    String name = "in storage " + key;
    long count = Elements.count(name, shape);
    boolean fits = offset >= 0 && strides.length == shape.length && shape.length <= 64;
    long last = offset;
    try {
      for (int i = 0; fits && i < shape.length; i++) {
        fits = strides[i] >= 0;
        last = Math.addExact(last, Math.multiplyExact(Math.max(0, shape[i] - 1), strides[i]));
      }
    } catch (ArithmeticException e) {
      fits = false;
    }
    if (!fits || (count > 0 && last >= flat.numel()) || count > Math.max(flat.numel(), MOST_REPEATED)) {
      throw new CheckpointException("a tensor of shape " + Elements.describe(shape) + ", steps "
          + Elements.describe(strides) + " and offset " + offset + " does not lie within the " + flat.numel()
          + " elements of storage " + CheckpointException.quote(key) + "; the file is damaged, fetch it again");
    }
    return count == 0 ? Tensors.empty(flat.dtype(), shape) : flat.asStrided(shape, strides, offset);
  }

  /** Whole numbers of a tuple. */
  static long[] longs(@Nullable Object value) {
    if (!(value instanceof List<?> list) || list.size() > 64 || !list.stream().allMatch(Long.class::isInstance)) {
      throw new CheckpointException("a tensor's shape or steps are no tuple of up to 64 whole numbers; "
          + "the file is damaged, fetch it again");
    }
    return list.stream().mapToLong(Long.class::cast).toArray();
  }
}
