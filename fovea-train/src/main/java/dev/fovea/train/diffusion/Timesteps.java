package dev.fovea.train.diffusion;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;

/** How the noise levels of a batch are drawn. */
public enum Timesteps {
  /** Each alike and alone: Ho et al., 2020, algorithm 1. */
  UNIFORM,
  /** In pairs t and T - 1 - t, so that a batch holds as much weak noise as strong. */
  ANTITHETIC;

  /** Steps (n), int64, from 0 to {@code steps} - 1, from the global generator. */
  public Tensor draw(long n, int steps) {
    if (this == UNIFORM) {
      return Tensors.randint(0, steps, null, n);
    }
    Tensor half = Tensors.randint(0, steps, null, (n + 1) / 2);
    return Tensors.cat(List.of(half, half.neg().add(steps - 1L)), 0).narrow(0, 0, n);
  }

  /** Steps (n) that cover all levels evenly, the same for the same place: number {@code first} on, of any count. */
  static Tensor spread(long first, long n, int steps) {
    return Tensors.arange(first, first + n, 1, DType.FLOAT64).mul(GOLDEN).frac().mul((double) steps).to(DType.INT64);
  }

  /** Multiples of the golden ratio, less their whole part, fill [0, 1) more evenly than chance. */
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
}
