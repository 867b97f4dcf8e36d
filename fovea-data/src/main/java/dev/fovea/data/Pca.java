package dev.fovea.data;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.LinearAlgebra;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;

/**
 * Principal components fitted on the training part (Pearson, 1901): decorrelation, fewer dimensions, whitening.
 *
 * <p>Items of any shape count as rows of numbers. Its tensors belong to it; {@link #close} frees them.
 */
public final class Pca implements AutoCloseable {
  private final Tensor mean;
  private final Tensor components;
  private final Tensor variances;

  private Pca(Tensor mean, Tensor components, Tensor variances) {
    this.mean = Scope.release(mean);
    this.components = Scope.release(components);
    this.variances = Scope.release(variances);
  }

  /**
   * The directions of the largest variance.
   *
   * @param train at least 2 items (N, ...)
   * @param count how many directions, 1 to the number of elements of an item
   */
  public static Pca fit(Tensor train, int count) {
    long features = train.dim() < 2 || train.size(0) == 0 ? 0 : train.numel() / train.size(0);
    if (features < 1 || train.size(0) < 2 || count < 1 || count > features) {
      throw new IllegalArgumentException("Principal components need (N, ...) with at least 2 items and 1 to "
          + features + " directions, got " + train.describe() + " and " + count);
    }
    Tensor[] fitted = Scope.run(() -> {
      Tensor rows = train.to(DType.FLOAT64).reshape(train.size(0), features);
      Tensor center = rows.mean(new int[] {0}, true);
      Tensor centered = rows.sub(center);
      LinearAlgebra.Eigh eigh = centered.transpose(0, 1).matmul(centered).div((double) train.size(0) - 1).eigh();
      Tensor largest = Tensors.arange(features - 1, features - 1 - count, -1, DType.INT64);
      Tensor directions = eigh.vectors().transpose(0, 1).indexSelect(0, largest);
      Tensor peak = directions.gather(1, directions.abs().argmax(1, true));
      return new Tensor[] {center.to(DType.FLOAT32), directions.mul(peak.sign()).to(DType.FLOAT32),
          eigh.values().indexSelect(0, largest).clampMin(0).to(DType.FLOAT32)};
    });
    return new Pca(fitted[0], fitted[1], fitted[2]);
  }

  /** The directions, largest variance first: rows of length 1 whose largest element is positive (count, features). */
  public Tensor components() {
    return components;
  }

  /** The variances along the directions, unbiased (count). */
  public Tensor variances() {
    return variances;
  }

  /** The items' coordinates along the directions (N, count). */
  public Tensor project(Tensor items) {
    return Scope.run(() -> rows(items).sub(mean).matmul(components.transpose(0, 1)));
  }

  /** Coordinates divided by their deviations, so that each has variance 1 on the training part (N, count). */
  public Tensor whiten(Tensor items, double epsilon) {
    return Scope.run(() -> project(items).div(variances.add(epsilon).sqrt()));
  }

  /** The rows (N, features) nearest to the items that have these coordinates (N, count). */
  public Tensor reconstruct(Tensor coordinates) {
    return Scope.run(() -> coordinates.matmul(components).add(mean));
  }

  private Tensor rows(Tensor items) {
    return items.to(DType.FLOAT32).reshape(items.size(0), mean.size(1));
  }

  @Override
  public void close() {
    mean.close();
    components.close();
    variances.close();
  }
}
