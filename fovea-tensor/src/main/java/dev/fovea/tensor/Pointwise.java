package dev.fovea.tensor;

import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Functions applied to each element. */
public sealed interface Pointwise permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** Absolute values. */
  default Tensor abs() {
    return Tensor.op("abs", () -> torch.abs(self().raw()), this);
  }

  /** Negated values. */
  default Tensor neg() {
    return Tensor.op("neg", () -> torch.neg(self().raw()), this);
  }

  /** e to the power of each value. */
  default Tensor exp() {
    return Tensor.op("exp", () -> torch.exp(self().raw()), this);
  }

  /** exp(x) - 1, exact near zero. */
  default Tensor expm1() {
    return Tensor.op("expm1", () -> torch.expm1(self().raw()), this);
  }

  /** Natural logarithms. */
  default Tensor log() {
    return Tensor.op("log", () -> torch.log(self().raw()), this);
  }

  /** log(1 + x), exact near zero. */
  default Tensor log1p() {
    return Tensor.op("log1p", () -> torch.log1p(self().raw()), this);
  }

  /** Logarithms to base 2. */
  default Tensor log2() {
    return Tensor.op("log2", () -> torch.log2(self().raw()), this);
  }

  /** Logarithms to base 10. */
  default Tensor log10() {
    return Tensor.op("log10", () -> torch.log10(self().raw()), this);
  }

  /** Square roots. */
  default Tensor sqrt() {
    return Tensor.op("sqrt", () -> torch.sqrt(self().raw()), this);
  }

  /** 1 / sqrt(x). */
  default Tensor rsqrt() {
    return Tensor.op("rsqrt", () -> torch.rsqrt(self().raw()), this);
  }

  /** Squares. */
  default Tensor square() {
    return Tensor.op("square", () -> torch.square(self().raw()), this);
  }

  /** 1 / x. */
  default Tensor reciprocal() {
    return Tensor.op("reciprocal", () -> torch.reciprocal(self().raw()), this);
  }

  /** Sines of angles in radians. */
  default Tensor sin() {
    return Tensor.op("sin", () -> torch.sin(self().raw()), this);
  }

  /** Cosines of angles in radians. */
  default Tensor cos() {
    return Tensor.op("cos", () -> torch.cos(self().raw()), this);
  }

  /** Tangents of angles in radians. */
  default Tensor tan() {
    return Tensor.op("tan", () -> torch.tan(self().raw()), this);
  }

  /** Inverse sines, in radians. */
  default Tensor asin() {
    return Tensor.op("asin", () -> torch.asin(self().raw()), this);
  }

  /** Inverse cosines, in radians. */
  default Tensor acos() {
    return Tensor.op("acos", () -> torch.acos(self().raw()), this);
  }

  /** Inverse tangents, in radians. */
  default Tensor atan() {
    return Tensor.op("atan", () -> torch.atan(self().raw()), this);
  }

  /** Hyperbolic sines. */
  default Tensor sinh() {
    return Tensor.op("sinh", () -> torch.sinh(self().raw()), this);
  }

  /** Hyperbolic cosines. */
  default Tensor cosh() {
    return Tensor.op("cosh", () -> torch.cosh(self().raw()), this);
  }

  /** Error function. */
  default Tensor erf() {
    return Tensor.op("erf", () -> torch.erf(self().raw()), this);
  }

  /** Largest whole numbers not above. */
  default Tensor floor() {
    return Tensor.op("floor", () -> torch.floor(self().raw()), this);
  }

  /** Smallest whole numbers not below. */
  default Tensor ceil() {
    return Tensor.op("ceil", () -> torch.ceil(self().raw()), this);
  }

  /** Nearest whole numbers, halves to even. */
  default Tensor round() {
    return Tensor.op("round", () -> torch.round(self().raw()), this);
  }

  /** Values without their fraction. */
  default Tensor trunc() {
    return Tensor.op("trunc", () -> torch.trunc(self().raw()), this);
  }

  /** Fractions of the values. */
  default Tensor frac() {
    return Tensor.op("frac", () -> torch.frac(self().raw()), this);
  }

  /** -1, 0 or 1. */
  default Tensor sign() {
    return Tensor.op("sign", () -> torch.sign(self().raw()), this);
  }

  /** Where values are not numbers (bool). */
  default Tensor isnan() {
    return Tensor.op("isnan", () -> torch.isnan(self().raw()), this);
  }

  /** Where values are neither infinite nor NaN (bool). */
  default Tensor isfinite() {
    return Tensor.op("isfinite", () -> torch.isfinite(self().raw()), this);
  }

  /** Where values are infinite (bool). */
  default Tensor isinf() {
    return Tensor.op("isinf", () -> torch.isinf(self().raw()), this);
  }

  /** Where values are zero or false (bool). */
  default Tensor logicalNot() {
    return Tensor.op("logical_not", () -> torch.logical_not(self().raw()), this);
  }

  /** Inverted bits, or negated truth. */
  default Tensor bitwiseNot() {
    return Tensor.op("bitwise_not", () -> torch.bitwise_not(self().raw()), this);
  }

  /** Digamma function. */
  default Tensor digamma() {
    return Tensor.op("digamma", () -> torch.digamma(self().raw()), this);
  }

  /** Logarithm of the gamma function. */
  default Tensor lgamma() {
    return Tensor.op("lgamma", () -> torch.lgamma(self().raw()), this);
  }

  /** Inverse error function. */
  default Tensor erfinv() {
    return Tensor.op("erfinv", () -> torch.erfinv(self().raw()), this);
  }

  /** Values limited to [{@code min}, {@code max}]; null leaves a side open. */
  default Tensor clamp(@Nullable Double min, @Nullable Double max) {
    return Ops.CLAMP.call(this, min, max);
  }

  /** Values limited to [{@code min}, {@code max}]. */
  default Tensor clamp(double min, double max) {
    return Ops.CLAMP.call(this, min, max);
  }

  /** Values not below {@code min}. */
  default Tensor clampMin(double min) {
    return Ops.CLAMP.call(this, min, null);
  }

  /** Values not above {@code max}. */
  default Tensor clampMax(double max) {
    return Ops.CLAMP.call(this, null, max);
  }

  /** {@link #clamp(double, double)} in place. */
  default Tensor clamp_(double min, double max) {
    Ops.CLAMP_.run(this, min, max);
    return self();
  }

  /** {@link #sqrt} in place. */
  default Tensor sqrt_() {
    Tensor.effect("sqrt_", () -> torch.sqrt_(self().raw()), this);
    return self();
  }

  /** Values with NaN and infinities replaced. */
  default Tensor nanToNum(double nan, double posinf, double neginf) {
    return Ops.NAN_TO_NUM.call(this, nan, posinf, neginf);
  }
}
