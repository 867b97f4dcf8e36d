package dev.fovea.nn.schedule;

/**
 * Half a cosine from the initial learning rate to {@code etaMin} in {@code tMax} steps.
 *
 * <p>etaMin + (lr - etaMin) (1 + cos(pi step / tMax)) / 2; beyond {@code tMax} it rises again, as in PyTorch.
 * Loshchilov and Hutter, SGDR, 2017.
 *
 * @param tMax steps to the lowest learning rate
 * @param etaMin the lowest learning rate
 */
public record CosineAnnealing(long tMax, double etaMin) implements Schedule {
  /** Checks the numbers. */
  public CosineAnnealing {
    Steps.positive("CosineAnnealing", "tMax", tMax);
    Steps.notNegative("CosineAnnealing", "etaMin", etaMin);
  }

  /** Down to 0. */
  public CosineAnnealing(long tMax) {
    this(tMax, 0);
  }

  @Override
  public double lrAt(long step, double initialLr) {
    return etaMin + (initialLr - etaMin) * (1 + Math.cos(Math.PI * step / tMax)) / 2;
  }
}
