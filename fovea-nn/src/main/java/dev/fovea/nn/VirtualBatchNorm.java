package dev.fovea.nn;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;

/**
 * Normalises each sample by the statistics of a fixed reference batch and its own. Salimans et al., Improved Techniques
 * for Training GANs, 2016.
 *
 * <p>Call {@link #reference} with the reference batch (batch, features, height, width), then {@link #apply} with that
 * result's statistics for samples. State: {@code gamma} and {@code beta} (features).
 */
public final class VirtualBatchNorm extends Module {
  private static final int[] ALL_BUT_CHANNELS = {0, 2, 3};
  private static final int[] SPACE = {2, 3};

  private final long features;
  private final double eps;
  private final Tensor gamma;
  private final Tensor beta;

  /** The normalised reference batch, with its mean and mean of squares (1, features, 1, 1) and its size. */
  public record Reference(Tensor output, Tensor mean, Tensor meanSquare, long batch) {}

  /** With eps 1e-5. */
  public VirtualBatchNorm(long features) {
    this(features, 1e-5);
  }

  /** With another eps. */
  public VirtualBatchNorm(long features, double eps) {
    this.features = Checks.positive("VirtualBatchNorm", "features", features);
    this.eps = eps;
    this.gamma = parameter("gamma", Tensors.ones(features));
    this.beta = parameter("beta", Tensors.zeros(features));
  }

  /** Normalises the reference batch by its own statistics. */
  public Reference reference(Tensor batch) {
    Checks.channels("VirtualBatchNorm", batch, features, 4, 4);
    return call(batch, () -> {
      Tensor mean = batch.mean(ALL_BUT_CHANNELS, true);
      Tensor meanSquare = batch.square().mean(ALL_BUT_CHANNELS, true);
      return new Reference(normalize(batch, mean, meanSquare), mean, meanSquare, batch.size(0));
    });
  }

  /** Normalises each sample by c of its own and 1 - c of the reference's statistics, c = 1 / (reference batch + 1). */
  public Tensor apply(Tensor x, Reference reference) {
    Checks.channels("VirtualBatchNorm", x, features, 4, 4);
    return call(x, () -> {
      double own = 1.0 / (reference.batch() + 1);
      Tensor mean = x.mean(SPACE, true).mul(own).add(reference.mean().mul(1 - own));
      Tensor meanSquare = x.square().mean(SPACE, true).mul(own).add(reference.meanSquare().mul(1 - own));
      return normalize(x, mean, meanSquare);
    });
  }

  private Tensor normalize(Tensor x, Tensor mean, Tensor meanSquare) {
    Tensor std = meanSquare.sub(mean.square()).add(eps).sqrt();
    return x.sub(mean).div(std).mul(gamma.view(1, -1, 1, 1)).add(beta.view(1, -1, 1, 1));
  }
}
