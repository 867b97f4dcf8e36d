package dev.fovea.tensor;

import java.util.Locale;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Element types, with PyTorch's names. */
public enum DType {
  UINT8(ScalarType.Byte, 1),
  INT8(ScalarType.Char, 1),
  INT16(ScalarType.Short, 2),
  INT32(ScalarType.Int, 4),
  INT64(ScalarType.Long, 8),
  FLOAT16(ScalarType.Half, 2),
  BFLOAT16(ScalarType.BFloat16, 2),
  FLOAT32(ScalarType.Float, 4),
  FLOAT64(ScalarType.Double, 8),
  COMPLEX64(ScalarType.ComplexFloat, 8),
  COMPLEX128(ScalarType.ComplexDouble, 16),
  BOOL(ScalarType.Bool, 1);

  final ScalarType scalarType;
  private final int bytes;

  DType(ScalarType scalarType, int bytes) {
    this.scalarType = scalarType;
    this.bytes = bytes;
  }

  /** Bytes an element takes. */
  public int bytes() {
    return bytes;
  }

  /** Whether values are real floating-point numbers. */
  public boolean isFloatingPoint() {
    return this == FLOAT32 || this == FLOAT64 || this == FLOAT16 || this == BFLOAT16;
  }

  /** Whether values are complex numbers. */
  public boolean isComplex() {
    return this == COMPLEX64 || this == COMPLEX128;
  }

  /** PyTorch's name: {@code float32}, {@code int64}, {@code bool}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The type of PyTorch's name, such as {@code float32} or {@code torch.bfloat16}.
   *
   * @throws IllegalArgumentException if there is no such type
   */
  public static DType parse(String name) {
    String bare = name.startsWith("torch.") ? name.substring(6) : name;
    for (DType type : values()) {
      if (type.toString().equals(bare)) {
        return type;
      }
    }
    throw new IllegalArgumentException("dtype: expected one of " + java.util.Arrays.toString(values()) + ", got " + name);
  }

  static DType of(ScalarType scalarType) {
    for (DType type : values()) {
      if (type.scalarType.value == scalarType.value) {
        return type;
      }
    }
    throw new TensorException("dtype " + scalarType + " is not supported; convert the tensor first");
  }
}
