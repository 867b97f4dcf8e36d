package dev.fovea.nn;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.Arrays;

/**
 * Drops a residual branch at random while training, and scales it by 1 / (1 - p) where it stays. Huang et al., Deep
 * Networks with Stochastic Depth, 2016.
 */
public final class StochasticDepth extends Layer {
  private final double p;
  private final Mode mode;

  /** What is dropped together. */
  public enum Mode {
    BATCH,
    ROW
  }

  /** Drops each sample's branch on its own with probability p. */
  public StochasticDepth(double p) {
    this(p, Mode.ROW);
  }

  /** Drops with probability p the branch of each sample, or that of the whole batch. */
  public StochasticDepth(double p, Mode mode) {
    this.p = Checks.probability("StochasticDepth", p);
    this.mode = mode;
  }

  /**
   * The probabilities of being dropped for blocks from the first to the last, evenly spaced. The paper's rule for L
   * blocks is {@code linearDecay(L, last / L, last)}, that of vision transformers {@code linearDecay(L, 0, last)}.
   */
  public static double[] linearDecay(int blocks, double first, double last) {
    Checks.probability("StochasticDepth", first);
    Checks.probability("StochasticDepth", last);
    double[] drops = new double[blocks];
    for (int i = 0; i < blocks; i++) {
      drops[i] = blocks == 1 ? last : first + (last - first) * i / (blocks - 1);
    }
    return drops;
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (!isTraining() || p == 0) {
      return x;
    }
    long[] shape = new long[x.dim()];
    Arrays.fill(shape, 1);
    if (mode == Mode.ROW) {
      shape[0] = x.size(0);
    }
    Tensor noise = Tensors.empty(x.dtype(), x.device(), shape).bernoulli_(1 - p, null);
    return x.mul(p < 1 ? noise.div_(1 - p) : noise);
  }

  @Override
  public String describe() {
    return "StochasticDepth(" + p + ", " + mode + ")";
  }
}
