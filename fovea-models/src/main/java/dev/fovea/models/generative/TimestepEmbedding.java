package dev.fovea.models.generative;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.List;

/**
 * Numbers as points on circles of many speeds, so that a network can tell timesteps apart.
 *
 * <p>Vaswani et al., Attention Is All You Need, 2017, section 3.5. The two forms differ in the slowest speed and in
 * which half comes first; an odd width ends with a zero.
 */
public final class TimestepEmbedding {
  private TimestepEmbedding() {}

  /**
   * [sin(t f_i), cos(t f_i)] with f_i = 10000^(-i / (half - 1)), as Ho et al., 2020.
   *
   * @param t timesteps (n)
   * @param width of the result, 4 or more
   * @return (n, width), float32
   */
  public static Tensor sinCos(Tensor t, int width) {
    check(t, width, 4);
    int half = width / 2;
    return Scope.run(() -> {
      Tensor angles = angles(t, upTo(half).mul(-Math.log(10000) / (half - 1)));               // (n, half)
      return join(angles.sin(), angles.cos(), width);
    });
  }

  /**
   * [cos(t f_i), sin(t f_i)] with f_i = maxPeriod^(-i / half), as Nichol and Dhariwal, 2021.
   *
   * @param t timesteps (n)
   * @param width of the result, 2 or more
   * @return (n, width), float32
   */
  public static Tensor cosSin(Tensor t, int width, double maxPeriod) {
    check(t, width, 2);
    int half = width / 2;
    return Scope.run(() -> {
      Tensor angles = angles(t, upTo(half).mul(-Math.log(maxPeriod)).div((double) half));     // (n, half)
      return join(angles.cos(), angles.sin(), width);
    });
  }

  private static Tensor upTo(int half) {
    return Tensors.arange(0, half, 1, DType.FLOAT32);
  }

  private static Tensor angles(Tensor t, Tensor logSpeeds) {
    return t.to(DType.FLOAT32).unsqueeze(1).mul(logSpeeds.exp().to(t.device()));
  }

  private static Tensor join(Tensor first, Tensor second, int width) {
    return width % 2 == 0 ? Tensors.cat(List.of(first, second), 1)
        : Tensors.cat(List.of(first, second, Tensors.zerosLike(first.narrow(1, 0, 1))), 1);
  }

  private static void check(Tensor t, int width, int least) {
    if (t.dim() != 1) {
      throw new TensorException("Timestep embedding: expected timesteps (n), got " + t.describe());
    }
    if (width < least) {
      throw new TensorException("Timestep embedding: expected a width of " + least + " or more, got " + width);
    }
  }
}
