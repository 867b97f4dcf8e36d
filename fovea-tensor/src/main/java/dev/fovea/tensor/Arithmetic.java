package dev.fovea.tensor;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/** Arithmetic, comparison and logic between tensors, with broadcasting. */
public sealed interface Arithmetic permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** this + other. */
  default Tensor add(Tensor other) {
    return Tensor.op("add", () -> torch.add(self().raw(), other.raw()), this, other);
  }

  /** this + other. */
  default Tensor add(double other) {
    return Tensor.op("add", () -> {
      try (Scalar scalar = new Scalar(other)) {
        return torch.add(self().raw(), scalar);
      }
    }, this);
  }

  /** this + other; whole numbers stay whole. */
  default Tensor add(long other) {
    return Tensor.op("add", () -> {
      try (Scalar scalar = new Scalar(other)) {
        return torch.add(self().raw(), scalar);
      }
    }, this);
  }

  /** this + other, in place. */
  default Tensor add_(Tensor other) {
    Tensor.effect("add_", () -> self().raw().add_(other.raw()), this, other);
    return self();
  }

  /** this + other, in place. */
  default Tensor add_(double other) {
    Tensor.effect("add_", () -> {
      try (Scalar scalar = new Scalar(other)) {
        self().raw().add_(scalar);
      }
    }, this);
    return self();
  }

  /** Adds a whole number in place, to integers too. */
  default Tensor add_(long other) {
    Tensor.effect("add_", () -> {
      try (Scalar scalar = new Scalar(other)) {
        self().raw().add_(scalar);
      }
    }, this);
    return self();
  }

  /** this - other. */
  default Tensor sub(Tensor other) {
    return Tensor.op("sub", () -> torch.sub(self().raw(), other.raw()), this, other);
  }

  /** this - other. */
  default Tensor sub(double other) {
    return Tensor.op("sub", () -> {
      try (Scalar scalar = new Scalar(other)) {
        return torch.sub(self().raw(), scalar);
      }
    }, this);
  }

  /** this - other; whole numbers stay whole. */
  default Tensor sub(long other) {
    return Tensor.op("sub", () -> {
      try (Scalar scalar = new Scalar(other)) {
        return torch.sub(self().raw(), scalar);
      }
    }, this);
  }

  /** this - other, in place. */
  default Tensor sub_(Tensor other) {
    Tensor.effect("sub_", () -> self().raw().sub_(other.raw()), this, other);
    return self();
  }

  /** this - other, in place. */
  default Tensor sub_(double other) {
    Tensor.effect("sub_", () -> {
      try (Scalar scalar = new Scalar(other)) {
        self().raw().sub_(scalar);
      }
    }, this);
    return self();
  }

  /** this * other. */
  default Tensor mul(Tensor other) {
    return Tensor.op("mul", () -> torch.mul(self().raw(), other.raw()), this, other);
  }

  /** this * other. */
  default Tensor mul(double other) {
    return Tensor.op("mul", () -> {
      try (Scalar scalar = new Scalar(other)) {
        return torch.mul(self().raw(), scalar);
      }
    }, this);
  }

  /** this * other; whole numbers stay whole. */
  default Tensor mul(long other) {
    return Tensor.op("mul", () -> {
      try (Scalar scalar = new Scalar(other)) {
        return torch.mul(self().raw(), scalar);
      }
    }, this);
  }

  /** this * other, in place. */
  default Tensor mul_(Tensor other) {
    Tensor.effect("mul_", () -> self().raw().mul_(other.raw()), this, other);
    return self();
  }

  /** this * other, in place. */
  default Tensor mul_(double other) {
    Tensor.effect("mul_", () -> {
      try (Scalar scalar = new Scalar(other)) {
        self().raw().mul_(scalar);
      }
    }, this);
    return self();
  }

  /** this / other, as real numbers. */
  default Tensor div(Tensor other) {
    return Tensor.op("div", () -> torch.div(self().raw(), other.raw()), this, other);
  }

  /** this / other, as real numbers. */
  default Tensor div(double other) {
    return Tensor.op("div", () -> {
      try (Scalar scalar = new Scalar(other)) {
        return torch.div(self().raw(), scalar);
      }
    }, this);
  }

  /** this / other, as real numbers; whole numbers stay whole but for division. */
  default Tensor div(long other) {
    return Tensor.op("div", () -> {
      try (Scalar scalar = new Scalar(other)) {
        return torch.div(self().raw(), scalar);
      }
    }, this);
  }

  /** this / other, as real numbers, in place. */
  default Tensor div_(Tensor other) {
    Tensor.effect("div_", () -> self().raw().div_(other.raw()), this, other);
    return self();
  }

  /** this / other, as real numbers, in place. */
  default Tensor div_(double other) {
    Tensor.effect("div_", () -> {
      try (Scalar scalar = new Scalar(other)) {
        self().raw().div_(scalar);
      }
    }, this);
    return self();
  }

  /** this + alpha * other. */
  default Tensor add(Tensor other, double alpha) {
    return Tensor.op("add", () -> {
      try (Scalar scalar = new Scalar(alpha)) {
        return torch.add(self().raw(), other.raw(), scalar);
      }
    }, this, other);
  }

  /** this + alpha * other, in place. */
  default Tensor add_(Tensor other, double alpha) {
    Tensor.effect("add_", () -> {
      try (Scalar scalar = new Scalar(alpha)) {
        self().raw().add_(other.raw(), scalar);
      }
    }, this, other);
    return self();
  }

  /** this + weight * (end - this). */
  default Tensor lerp(Tensor end, double weight) {
    return Ops.LERP.call(this, end, weight);
  }

  /** this + weight * (end - this), in place. */
  default Tensor lerp_(Tensor end, double weight) {
    Ops.LERP_.run(this, end, weight);
    return self();
  }

  /** this + value * first * second. */
  default Tensor addcmul(Tensor first, Tensor second, double value) {
    return Ops.ADDCMUL.call(this, first, second, value);
  }

  /** this + value * first / second. */
  default Tensor addcdiv(Tensor first, Tensor second, double value) {
    return Ops.ADDCDIV.call(this, first, second, value);
  }

  /** other - this. */
  default Tensor rsub(double other) {
    return Ops.RSUB.call(this, other);
  }

  /** Values to a power. */
  default Tensor pow(double exponent) {
    return Ops.POW_SCALAR.call(this, exponent);
  }

  /** Values to powers. */
  default Tensor pow(Tensor exponent) {
    return Ops.POW.call(this, exponent);
  }

  /** Quotients; {@code roundingMode} is {@code floor} or {@code trunc}. */
  default Tensor div(Tensor other, String roundingMode) {
    return isTrunc(roundingMode) && !other.dtype().isFloatingPoint() ? truncated(other)
        : Ops.DIV_MODE.call(this, other, roundingMode);
  }

  /** Quotients; {@code roundingMode} is {@code floor} or {@code trunc}. */
  default Tensor div(double other, String roundingMode) {
    Number divisor = whole(other);
    return isTrunc(roundingMode) && divisor instanceof Long number
        ? Scope.run(() -> truncated(Tensors.of(new long[] {number}).view().to(self().device())))
        : Ops.DIV_SCALAR_MODE.call(this, divisor, roundingMode);
  }

  /** Remainders with the sign of the divisor. */
  default Tensor remainder(double divisor) {
    return Ops.REMAINDER.call(this, whole(divisor));
  }

  /** Angles of the points (x = other, y = this), in radians. */
  default Tensor atan2(Tensor other) {
    return Ops.ATAN2.call(this, other);
  }

  /** Quotients, rounded down to whole numbers. */
  default Tensor floorDivide(Tensor divisor) {
    return div(divisor, "floor");
  }

  /** Remainders with the sign of the divisor. */
  default Tensor remainder(Tensor divisor) {
    return Ops.REMAINDER_TENSOR.call(this, divisor);
  }

  /** log(exp(this) + exp(other)), stable. */
  default Tensor logaddexp(Tensor other) {
    return Ops.LOGADDEXP.call(this, other);
  }

  /** The larger of each pair. */
  default Tensor maximum(Tensor other) {
    return Tensor.op("maximum", () -> torch.maximum(self().raw(), other.raw()), this, other);
  }

  /** The smaller of each pair. */
  default Tensor minimum(Tensor other) {
    return Tensor.op("minimum", () -> torch.minimum(self().raw(), other.raw()), this, other);
  }

  private boolean isTrunc(String roundingMode) {
    return roundingMode.equals("trunc") && !self().dtype().isFloatingPoint() && !self().dtype().isComplex();
  }

  /** By way of floor: the kernel that truncates whole numbers stops the process at the least number / -1. */
  private Tensor truncated(Tensor other) {
    return Scope.run(() -> {
      Tensor floor = Ops.DIV_MODE.call(this, other, "floor");
      Tensor below = floor.mul(other).ne(self()).logicalAnd(self().lt(0).logicalXor(other.lt(0)));
      return floor.add(below.to(floor.dtype()));
    });
  }

  private static Number whole(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1L << 53 ? (Number) (long) value : (Number) value;
  }
}
