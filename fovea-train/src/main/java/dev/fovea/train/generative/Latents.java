package dev.fovea.train.generative;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Ways between two noises that a network makes pictures from. */
public final class Latents {
  private Latents() {}

  /** Points (count, ...) on the straight line between two noises of one shape, both ends among them. */
  public static Tensor straight(Tensor from, Tensor to, int count) {
    check(from, to, count);
    return Scope.run(() -> {
      List<Tensor> points = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        points.add(from.lerp(to, (double) i / (count - 1)));
      }
      return Tensors.stack(points, 0);
    });
  }

  /**
   * Points (count, ...) on the arc between two noises of one shape, both ends among them, which keeps the length that
   * normal noise has: Shoemake, Animating Rotation with Quaternion Curves, 1985, section 3.3.
   */
  public static Tensor arc(Tensor from, Tensor to, int count) {
    check(from, to, count);
    return Scope.run(() -> {
      double cosine = from.mul(to).sum().item() / (from.norm().item() * to.norm().item());
      double angle = Math.acos(Math.max(-1, Math.min(1, cosine)));
      if (!(Math.sin(angle) > 1e-6)) {
        return straight(from, to, count);
      }
      List<Tensor> points = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        double part = (double) i / (count - 1);
        points.add(from.mul(Math.sin((1 - part) * angle) / Math.sin(angle))
            .add(to.mul(Math.sin(part * angle) / Math.sin(angle))));
      }
      return Tensors.stack(points, 0);
    });
  }

  private static void check(Tensor from, Tensor to, int count) {
    if (!Arrays.equals(from.shape(), to.shape()) || count < 2) {
      throw new TensorException("Latents: expected two noises of one shape and 2 points or more, got "
          + from.describe() + ", " + to.describe() + " and " + count);
    }
  }
}
