package dev.fovea.tensor;

import java.util.Objects;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Matrix products, decompositions, solutions and Fourier transforms, batched over leading dimensions. */
public sealed interface LinearAlgebra permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** A = U diag(S) Vh. */
  record Svd(Tensor u, Tensor s, Tensor vh) {}

  /** A = V diag(L) V^T, eigenvalues ascending. */
  record Eigh(Tensor values, Tensor vectors) {}

  /** A = Q R. */
  record Qr(Tensor q, Tensor r) {}

  /** The sign and the logarithm of the absolute value of a determinant. */
  record SlogDet(Tensor sign, Tensor logabsdet) {}

  /** The matrix product, with broadcasting of leading dimensions; a 1-D side is a vector. */
  default Tensor matmul(Tensor other) {
    return Tensor.op("matmul", () -> torch.matmul(self().raw(), other.raw()), this, other);
  }

  /** The product of two matrices. */
  default Tensor mm(Tensor other) {
    return Ops.MM.call(this, other);
  }

  /** The products of two batches (3-D) of matrices. */
  default Tensor bmm(Tensor other) {
    return Tensor.op("bmm", () -> torch.bmm(self().raw(), other.raw()), this, other);
  }

  /** The scalar product of two vectors. */
  default Tensor dot(Tensor other) {
    return Ops.DOT.call(this, other);
  }

  /** The outer product of two vectors. */
  default Tensor outer(Tensor other) {
    return Ops.OUTER.call(this, other);
  }

  /** Kronecker product. */
  default Tensor kron(Tensor other) {
    return Ops.KRON.call(this, other);
  }

  /** Cross products along a dimension of length 3. */
  default Tensor cross(Tensor other, int dim) {
    return Ops.CROSS.call(this, other, dim);
  }

  /** Distances of an order between rows: (..., n, d) and (..., m, d) to (..., n, m). */
  default Tensor cdist(Tensor other, double order) {
    return Ops.CDIST.call(this, other, order);
  }

  /** Singular values, largest first, with the reduced U and Vh. */
  default Svd svd() {
    @Nullable Tensor[] parts = Ops.SVD.callMany(this, false);
    return new Svd(part(parts, 0), part(parts, 1), part(parts, 2));
  }

  /** Eigenvalues and eigenvectors of symmetric matrices. */
  default Eigh eigh() {
    @Nullable Tensor[] parts = Ops.EIGH.callMany(this);
    return new Eigh(part(parts, 0), part(parts, 1));
  }

  /** The reduced QR decomposition. */
  default Qr qr() {
    @Nullable Tensor[] parts = Ops.QR.callMany(this);
    return new Qr(part(parts, 0), part(parts, 1));
  }

  /** The lower triangle L of symmetric positive-definite A = L L^T. */
  default Tensor cholesky() {
    return Ops.CHOLESKY.call(this);
  }

  /** X of A X = B, where this is A. */
  default Tensor solve(Tensor right) {
    return Ops.SOLVE.call(this, right);
  }

  /** X that minimises |A X - B|, where this is A. */
  default Tensor lstsq(Tensor right) {
    return part(Ops.LSTSQ.callMany(this, right), 0);
  }

  /** Determinants. */
  default Tensor det() {
    return Ops.DET.call(this);
  }

  /** Signs and logarithms of determinants. */
  default SlogDet slogdet() {
    @Nullable Tensor[] parts = Ops.SLOGDET.callMany(this);
    return new SlogDet(part(parts, 0), part(parts, 1));
  }

  /** Inverse matrices. */
  default Tensor inverse() {
    return Ops.INV.call(this);
  }

  /** Moore-Penrose pseudo-inverses. */
  default Tensor pinv() {
    return Ops.PINV_DEFAULT.call(this, 1e-15);
  }

  /** Norms of matrices: {@code fro} or {@code nuc}. */
  default Tensor matrixNorm(String order) {
    return Ops.MATRIX_NORM.call(this, order);
  }

  /** Matrix exponentials. */
  default Tensor matrixExp() {
    return Ops.MATRIX_EXP.call(this);
  }

  /** The discrete Fourier transform along a dimension (complex). */
  default Tensor fft(int dim) {
    return Ops.FFT_FFT.call(this, null, dim);
  }

  /** The inverse of {@link #fft}. */
  default Tensor ifft(int dim) {
    return Ops.FFT_IFFT.call(this, null, dim);
  }

  /** The Fourier transform of real values along a dimension, its first half (complex). */
  default Tensor rfft(int dim) {
    return Ops.FFT_RFFT.call(this, null, dim);
  }

  /** The inverse of {@link #rfft}, with {@code length} real values. */
  default Tensor irfft(long length, int dim) {
    return Ops.FFT_IRFFT.call(this, length, dim);
  }

  /** The Fourier transform over the last two dimensions (complex). */
  default Tensor fft2() {
    return Ops.FFT_FFT2.call(this);
  }

  /** The inverse of {@link #fft2}. */
  default Tensor ifft2() {
    return Ops.FFT_IFFT2.call(this);
  }

  /** The Fourier transform of real values over the last two dimensions (complex, half of the last). */
  default Tensor rfft2() {
    return Ops.FFT_RFFT2.call(this);
  }

  /** The inverse of {@link #rfft2}, with {@code height} x {@code width} real values. */
  default Tensor irfft2(long height, long width) {
    return Ops.FFT_IRFFT2.call(this, new long[] {height, width});
  }

  /** The zero frequency moved to the middle of dimensions. */
  default Tensor fftshift(long... dims) {
    return Ops.FFT_SHIFT.call(this, dims);
  }

  /** The inverse of {@link #fftshift}. */
  default Tensor ifftshift(long... dims) {
    return Ops.FFT_ISHIFT.call(this, dims);
  }

  /** Real parts of complex values. */
  default Tensor real() {
    return Ops.REAL.call(this);
  }

  /** Imaginary parts of complex values. */
  default Tensor imag() {
    return Ops.IMAG.call(this);
  }

  /** Angles of complex values, in radians. */
  default Tensor angle() {
    return Ops.ANGLE.call(this);
  }

  private static Tensor part(@Nullable Tensor[] parts, int index) {
    return Objects.requireNonNull(parts[index]);
  }
}
