package dev.fovea.train.generative;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import org.jspecify.annotations.Nullable;

/**
 * The mean and the covariance of features, gathered batch by batch in double precision.
 *
 * <p>{@link #frechetDistance} compares two of them as FID does: Heusel et al., GANs Trained by a Two Time-Scale Update
 * Rule Converge to a Local Nash Equilibrium, 2017, equation 6.
 */
public final class FeatureMoments implements AutoCloseable {
  private @Nullable Tensor sum;
  private @Nullable Tensor products;
  private long count;

  /** Takes in the features (n, length) of some pictures. */
  public void add(Tensor features) {
    if (features.dim() != 2 || sum != null && sum.size(0) != features.size(1)) {
      throw new TensorException("FeatureMoments: expected features (n, " + (sum == null ? "length" : sum.size(0))
          + "), got " + features.describe());
    }
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      Tensor x = features.detach().to(DType.FLOAT64);
      if (sum == null || products == null) {
        sum = Scope.release(x.sum(0));
        products = Scope.release(x.t().matmul(x));
      } else {
        sum.add_(x.sum(0));
        products.add_(x.t().matmul(x));
      }
      count += features.size(0);
    }
  }

  /** The number of pictures. */
  public long count() {
    return count;
  }

  /** The mean feature (length), float64. */
  public Tensor mean() {
    return checkedSum().div((double) count);
  }

  /** The covariance (length, length), float64, of a sample: divided by the number of pictures less one. */
  public Tensor covariance() {
    Tensor s = checkedSum();
    return Scope.run(() -> {
      Tensor outer = s.outer(s).div((double) count);
      return java.util.Objects.requireNonNull(products).sub(outer).div((double) (count - 1));
    });
  }

  /**
   * |m1 - m2|^2 + trace(C1 + C2 - 2 (C1 C2)^(1/2)): the squared distance of two normal distributions with these means
   * and covariances. 0 where they are equal.
   *
   * @throws IllegalStateException if one of the two has fewer than two pictures
   */
  public double frechetDistance(FeatureMoments other) {
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      Tensor between = mean().sub(other.mean());
      Tensor first = covariance();
      Tensor second = other.covariance();
      // (C1 C2)^(1/2) has the trace of (S C2 S)^(1/2) with S = C1^(1/2): a symmetric matrix, which eigh can take.
      Tensor root = squareRoot(first);
      Tensor product = root.matmul(second).matmul(root);
      double shared = product.add(product.t()).div(2).eigh().values().clampMin(0).sqrt().sum().item();
      double spread = first.diagonal(0, 0, 1).sum().item() + second.diagonal(0, 0, 1).sum().item();
      return Math.max(0, between.square().sum().item() + spread - 2 * shared);
    }
  }

  /** The symmetric S with S S = A, for a symmetric A without negative eigenvalues but for rounding. */
  private static Tensor squareRoot(Tensor a) {
    var parts = a.eigh();
    return parts.vectors().mul(parts.values().clampMin(0).sqrt()).matmul(parts.vectors().t());
  }

  private Tensor checkedSum() {
    if (sum == null || count < 2) {
      throw new IllegalStateException("A covariance needs the features of at least 2 pictures, got " + count);
    }
    return sum;
  }

  /** Frees the sums. */
  @Override
  public void close() {
    for (Tensor each : new Tensor[] {sum, products}) {
      if (each != null) {
        each.close();
      }
    }
    sum = null;
    products = null;
    count = 0;
  }
}
