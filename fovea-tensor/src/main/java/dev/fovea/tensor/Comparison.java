package dev.fovea.tensor;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/** Comparison and logic between tensors, with broadcasting; results are bool. */
public sealed interface Comparison permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** Where {@code this == other} (bool). */
  default Tensor eq(Tensor other) {
    return Tensor.op("eq", () -> torch.eq(self().raw(), other.raw()), this, other);
  }

  /** Where {@code this == other} (bool). */
  default Tensor eq(double other) {
    return Tensor.op("eq", () -> {
      try (Scalar scalar = new Scalar(other)) {
        return torch.eq(self().raw(), scalar);
      }
    }, this);
  }

  /** Where {@code this != other} (bool). */
  default Tensor ne(Tensor other) {
    return Tensor.op("ne", () -> torch.ne(self().raw(), other.raw()), this, other);
  }

  /** Where {@code this != other} (bool). */
  default Tensor ne(double other) {
    return Tensor.op("ne", () -> {
      try (Scalar scalar = new Scalar(other)) {
        return torch.ne(self().raw(), scalar);
      }
    }, this);
  }

  /** Where {@code this < other} (bool). */
  default Tensor lt(Tensor other) {
    return Tensor.op("lt", () -> torch.lt(self().raw(), other.raw()), this, other);
  }

  /** Where {@code this < other} (bool). */
  default Tensor lt(double other) {
    return Tensor.op("lt", () -> {
      try (Scalar scalar = new Scalar(other)) {
        return torch.lt(self().raw(), scalar);
      }
    }, this);
  }

  /** Where {@code this <= other} (bool). */
  default Tensor le(Tensor other) {
    return Tensor.op("le", () -> torch.le(self().raw(), other.raw()), this, other);
  }

  /** Where {@code this <= other} (bool). */
  default Tensor le(double other) {
    return Tensor.op("le", () -> {
      try (Scalar scalar = new Scalar(other)) {
        return torch.le(self().raw(), scalar);
      }
    }, this);
  }

  /** Where {@code this > other} (bool). */
  default Tensor gt(Tensor other) {
    return Tensor.op("gt", () -> torch.gt(self().raw(), other.raw()), this, other);
  }

  /** Where {@code this > other} (bool). */
  default Tensor gt(double other) {
    return Tensor.op("gt", () -> {
      try (Scalar scalar = new Scalar(other)) {
        return torch.gt(self().raw(), scalar);
      }
    }, this);
  }

  /** Where {@code this >= other} (bool). */
  default Tensor ge(Tensor other) {
    return Tensor.op("ge", () -> torch.ge(self().raw(), other.raw()), this, other);
  }

  /** Where {@code this >= other} (bool). */
  default Tensor ge(double other) {
    return Tensor.op("ge", () -> {
      try (Scalar scalar = new Scalar(other)) {
        return torch.ge(self().raw(), scalar);
      }
    }, this);
  }

  /** Where both are true (bool). */
  default Tensor logicalAnd(Tensor other) {
    return Tensor.op("logical_and", () -> torch.logical_and(self().raw(), other.raw()), this, other);
  }

  /** Where either is true (bool). */
  default Tensor logicalOr(Tensor other) {
    return Tensor.op("logical_or", () -> torch.logical_or(self().raw(), other.raw()), this, other);
  }

  /** Where exactly one is true (bool). */
  default Tensor logicalXor(Tensor other) {
    return Tensor.op("logical_xor", () -> torch.logical_xor(self().raw(), other.raw()), this, other);
  }

  /** Bits that both have, or both true. */
  default Tensor bitwiseAnd(Tensor other) {
    return Tensor.op("bitwise_and", () -> torch.bitwise_and(self().raw(), other.raw()), this, other);
  }

  /** Bits that either has, or either true. */
  default Tensor bitwiseOr(Tensor other) {
    return Tensor.op("bitwise_or", () -> torch.bitwise_or(self().raw(), other.raw()), this, other);
  }

  /** Bits that exactly one has, or exactly one true. */
  default Tensor bitwiseXor(Tensor other) {
    return Ops.BITWISE_XOR.call(this, other);
  }

  /** Where {@code |this - other| <= atol + rtol * |other|} (bool); NaN is close to nothing. */
  default Tensor isclose(Tensor other, double rtol, double atol) {
    return Ops.ISCLOSE.call(this, other, rtol, atol, false);
  }

  /** Whether all elements are close, with broadcasting; see {@link #isclose}. */
  default boolean allClose(Tensor other, double rtol, double atol) {
    return Scope.run(() -> isclose(other, rtol, atol).all().itemBoolean());
  }

  /** Whether both have one shape and the same elements; NaN equals nothing. */
  default boolean equal(Tensor other) {
    return java.util.Arrays.equals(self().shape(), other.shape()) && Scope.run(() -> eq(other).all().itemBoolean());
  }

  /** Where elements are among {@code candidates} (bool). */
  default Tensor isin(Tensor candidates) {
    return Ops.ISIN.call(this, candidates);
  }
}
