package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/** A layer with a weight, which weight and spectral normalisation can compute from other parameters. */
public abstract class WeightedLayer extends Layer {
  private Tensor weight;

  /** Registers {@code weight}. */
  WeightedLayer(Tensor weight) {
    this.weight = parameter("weight", weight);
  }

  /** The weight. */
  public final Tensor weight() {
    return weight;
  }
}
