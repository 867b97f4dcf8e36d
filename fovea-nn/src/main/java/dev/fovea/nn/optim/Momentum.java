package dev.fovea.nn.optim;

/** Settings with a momentum that a schedule can cycle: SGD's momentum, Adam's first beta. */
public interface Momentum<S extends Momentum<S>> {
  /** How much of the last direction is kept, in [0, 1). */
  double momentum();

  /** These settings with another momentum. */
  S withMomentum(double momentum);
}
