package dev.fovea.tensor;

import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Making tensors, from nothing, from Java's arrays, at random, and from other tensors. */
public final class Tensors {
  private static final Op EMPTY = Op.of("aten::empty.memory_format");
  private static final Op ZEROS = Op.of("aten::zeros");
  private static final Op ONES = Op.of("aten::ones");
  private static final Op FULL = Op.of("aten::full");
  private static final Op ARANGE = Op.of("aten::arange.start_step");
  private static final Op LINSPACE = Op.of("aten::linspace");
  private static final Op EYE = Op.of("aten::eye");
  private static final Op RAND = Op.of("aten::rand.generator");
  private static final Op RANDN = Op.of("aten::randn.generator");
  private static final Op RANDINT = Op.of("aten::randint.low_generator");
  private static final Op RANDPERM = Op.of("aten::randperm.generator");
  private static final Op ONE_HOT = Op.of("aten::one_hot");
  private static final Op COMPLEX = Op.of("aten::complex");

  private Tensors() {}

  /** Memory whose elements are not set. */
  public static Tensor empty(DType type, long... shape) {
    return EMPTY.call(shape, type);
  }

  /** Memory whose elements are not set, on a device. */
  public static Tensor empty(DType type, Device device, long... shape) {
    return EMPTY.call(shape, type, null, device);
  }

  /** Zeros (float32). */
  public static Tensor zeros(long... shape) {
    return ZEROS.call(shape, DType.FLOAT32);
  }

  /** Zeros of a type. */
  public static Tensor zeros(DType type, long... shape) {
    return ZEROS.call(shape, type);
  }

  /** Zeros of a type on a device. */
  public static Tensor zeros(DType type, Device device, long... shape) {
    return ZEROS.call(shape, type, null, device);
  }

  /** Zeros of another tensor's shape, type and device. */
  public static Tensor zerosLike(Tensor like) {
    return Tensor.op("zeros_like", () -> torch.zeros_like(like.raw()), like);
  }

  /** Ones (float32). */
  public static Tensor ones(long... shape) {
    return ONES.call(shape, DType.FLOAT32);
  }

  /** Ones of a type. */
  public static Tensor ones(DType type, long... shape) {
    return ONES.call(shape, type);
  }

  /** Ones of another tensor's shape, type and device. */
  public static Tensor onesLike(Tensor like) {
    return Tensor.op("ones_like", () -> torch.ones_like(like.raw()), like);
  }

  /** Memory of another tensor's shape, type and device, whose elements are not set. */
  public static Tensor emptyLike(Tensor like) {
    return Tensor.op("empty_like", () -> torch.empty_like(like.raw()), like);
  }

  /** One value everywhere. */
  public static Tensor full(double value, DType type, long... shape) {
    return FULL.call(shape, value, type);
  }

  /** 0, 1, ... to {@code end} (exclusive), int64. */
  public static Tensor arange(long end) {
    return ARANGE.call(0, end, 1, DType.INT64);
  }

  /** {@code start} to {@code end} (exclusive) in steps. */
  public static Tensor arange(double start, double end, double step, DType type) {
    return ARANGE.call(start, end, step, type);
  }

  /** {@code steps} values from {@code start} to {@code end} (inclusive), float32. */
  public static Tensor linspace(double start, double end, long steps) {
    return LINSPACE.call(start, end, steps, DType.FLOAT32);
  }

  /** The identity matrix (float32). */
  public static Tensor eye(long size) {
    return EYE.call(size, DType.FLOAT32);
  }

  /** Uniform numbers in [0, 1), float32; a null generator is the global one. */
  public static Tensor rand(@Nullable Generator generator, long... shape) {
    return RAND.call(shape, generator, DType.FLOAT32);
  }

  /** Uniform numbers in [0, 1) from the global generator. */
  public static Tensor rand(long... shape) {
    return rand((Generator) null, shape);
  }

  /** Standard normal numbers, float32; a null generator is the global one. */
  public static Tensor randn(@Nullable Generator generator, long... shape) {
    return RANDN.call(shape, generator, DType.FLOAT32);
  }

  /** Standard normal numbers from the global generator. */
  public static Tensor randn(long... shape) {
    return randn((Generator) null, shape);
  }

  /** Standard normal numbers of another tensor's shape, type and device, from the global generator. */
  public static Tensor randnLike(Tensor like) {
    return Tensor.op("randn_like", () -> torch.randn_like(like.raw()), like);
  }

  /** Uniform numbers in [0, 1) of another tensor's shape, type and device, from the global generator. */
  public static Tensor randLike(Tensor like) {
    return Tensor.op("rand_like", () -> torch.rand_like(like.raw()), like);
  }

  /** Whole numbers from {@code low} to {@code high} (exclusive), int64. */
  public static Tensor randint(long low, long high, @Nullable Generator generator, long... shape) {
    return RANDINT.call(low, high, shape, generator, DType.INT64);
  }

  /** 0 to {@code count - 1} in random order, int64. */
  public static Tensor randperm(long count, @Nullable Generator generator) {
    return RANDPERM.call(count, generator, DType.INT64);
  }

  /** One number (0-D, float32). */
  public static Tensor scalar(double value) {
    return full(value, DType.FLOAT32);
  }

  /** A float32 tensor of an array's elements in row-major order; without a shape, 1-D. */
  public static Tensor of(float[] data, long... shape) {
    Tensor tensor = empty(DType.FLOAT32, checked(data.length, shape));
    if (data.length > 0) {
      new FloatPointer(tensor.raw().data_ptr()).put(data);
    }
    return tensor;
  }

  /** A float64 tensor of an array's elements. */
  public static Tensor of(double[] data, long... shape) {
    Tensor tensor = empty(DType.FLOAT64, checked(data.length, shape));
    if (data.length > 0) {
      new DoublePointer(tensor.raw().data_ptr()).put(data);
    }
    return tensor;
  }

  /** An int64 tensor of an array's elements. */
  public static Tensor of(long[] data, long... shape) {
    Tensor tensor = empty(DType.INT64, checked(data.length, shape));
    if (data.length > 0) {
      new LongPointer(tensor.raw().data_ptr()).put(data);
    }
    return tensor;
  }

  /** An int32 tensor of an array's elements. */
  public static Tensor of(int[] data, long... shape) {
    Tensor tensor = empty(DType.INT32, checked(data.length, shape));
    if (data.length > 0) {
      new IntPointer(tensor.raw().data_ptr()).put(data);
    }
    return tensor;
  }

  /** A uint8 tensor of an array's elements. */
  public static Tensor of(byte[] data, long... shape) {
    Tensor tensor = empty(DType.UINT8, checked(data.length, shape));
    if (data.length > 0) {
      new BytePointer(tensor.raw().data_ptr()).put(data);
    }
    return tensor;
  }

  /** A bool tensor of an array's elements. */
  public static Tensor of(boolean[] data, long... shape) {
    byte[] bytes = new byte[data.length];
    for (int i = 0; i < data.length; i++) {
      bytes[i] = (byte) (data[i] ? 1 : 0);
    }
    Tensor tensor = empty(DType.BOOL, checked(data.length, shape));
    if (data.length > 0) {
      new BytePointer(tensor.raw().data_ptr()).put(bytes);
    }
    return tensor;
  }

  /** Tensors joined along a dimension that they have. */
  public static Tensor cat(List<Tensor> tensors, int dim) {
    return Tensor.op("cat", () -> {
      try (TensorVector vector = Tensor.pack(tensors)) {
        return torch.cat(vector, dim);
      }
    }, tensors);
  }

  /** Tensors of one shape joined along a new dimension. */
  public static Tensor stack(List<Tensor> tensors, int dim) {
    return Tensor.op("stack", () -> {
      try (TensorVector vector = Tensor.pack(tensors)) {
        return torch.stack(vector, dim);
      }
    }, tensors);
  }

  /** {@code yes} where the condition (bool) is true, else {@code no}. */
  public static Tensor where(Tensor condition, Tensor yes, Tensor no) {
    return Tensor.op("where", () -> torch.where(condition.raw(), yes.raw(), no.raw()), condition, yes, no);
  }

  /** {@code yes} where the condition (bool) is true, else one number. */
  public static Tensor where(Tensor condition, Tensor yes, double no) {
    return Tensor.op("where", () -> {
      try (Scalar scalar = new Scalar(no)) {
        return torch.where(condition.raw(), yes.raw(), scalar);
      }
    }, condition, yes);
  }

  /** Einstein's summation: {@code einsum("bqd,bkd->bqk", q, k)}. */
  public static Tensor einsum(String equation, Tensor... operands) {
    return Ops.EINSUM.call(equation, List.of(operands));
  }

  /** Ones at the indices that whole numbers name, in a new last dimension (int64); -1 classes counts them. */
  public static Tensor oneHot(Tensor indices, long classes) {
    return ONE_HOT.call(indices, classes);
  }

  /** Complex numbers of real and imaginary parts. */
  public static Tensor complex(Tensor real, Tensor imaginary) {
    return COMPLEX.call(real, imaginary);
  }

  static int javaSize(Tensor tensor) {
    long size = tensor.numel();
    if (size > Integer.MAX_VALUE - 8) {
      throw new TensorException("An array cannot hold the " + size + " elements of " + tensor.describe()
          + "; copy it in slices");
    }
    return (int) size;
  }

  static void checkLength(long length, long[] shape) {
    long expected = 1;
    for (long size : shape) {
      if (size < 0 || size > 0 && expected > Long.MAX_VALUE / size) {
        throw new TensorException("A shape of " + java.util.Arrays.toString(shape)
            + " is not one that an array of " + length + " elements can fill");
      }
      expected *= size;
    }
    if (expected != length) {
      throw new TensorException("An array of " + length + " elements does not fill the shape "
          + java.util.Arrays.toString(shape) + ", which takes " + expected);
    }
  }

  private static long[] checked(int length, long[] shape) {
    if (shape.length == 0) {
      return new long[] {length};
    }
    checkLength(length, shape);
    return shape;
  }
}
