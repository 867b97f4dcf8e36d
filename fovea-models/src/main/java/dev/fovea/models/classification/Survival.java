package dev.fovea.models.classification;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensors;

/**
 * Whether a residual branch takes part in a training step (Huang et al., Deep Networks with Stochastic Depth, 2016).
 *
 * @param probability that it does, in [0, 1]
 */
record Survival(double probability) {
  /** The linear decay of the paper over blocks counted from 0. */
  static Survival linear(int block, int blocks, double first, double last) {
    return new Survival(blocks == 1 ? first : first - (first - last) * block / (blocks - 1));
  }

  static void check(String name, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(name + ": expected a probability from 0 to 1, got " + probability);
    }
  }

  /** Drawn for the whole batch, by the global generator on the processor, so that nothing waits for a device. */
  boolean draw() {
    return probability >= 1 || Scope.run(() -> Tensors.rand(1)).item() < probability;
  }
}
