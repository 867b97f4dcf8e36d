package dev.fovea.models.generative;

import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.GroupNorm;
import dev.fovea.nn.Init;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Module;
import dev.fovea.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** x + conv(silu(norm(conv(silu(norm(x))) + time))), with x projected where its channels change: Ho et al., 2020. */
final class ResnetBlock extends Module {
  /** Groups of channels that are normalised together. */
  static final int GROUPS = 32;

  private final GroupNorm norm1;
  private final Conv2d conv1;
  private final Linear tembProj;
  private final GroupNorm norm2;
  private final Dropout dropout;
  private final Conv2d conv2;
  private final @Nullable Conv2d ninShortcut;

  /** From so many channels to so many others, told the time by a vector of such a width. */
  ResnetBlock(int in, int out, int temb, double p) {
    this.norm1 = child("norm1", norm(in));
    this.conv1 = child("conv1", conv(in, out, 3));
    this.tembProj = child("temb_proj", glorot(new Linear(temb, out)));
    this.norm2 = child("norm2", norm(out));
    this.dropout = child("dropout", new Dropout(p));
    this.conv2 = child("conv2", zero(conv(out, out, 3)));
    this.ninShortcut = in == out ? null : child("nin_shortcut", conv(in, out, 1));
  }

  /**
   * The block's output (n, out, h, w).
   *
   * @param x (n, in, h, w)
   * @param time silu of the time's embedding (n, temb)
   */
  Tensor apply(Tensor x, Tensor time) {
    return call(x, () -> {
      Tensor shift = tembProj.apply(time).unsqueeze(-1).unsqueeze(-1);                  // (n, out, 1, 1)
      Tensor h = conv1.apply(activated(norm1, x)).add_(shift);                          // (n, out, h, w)
      Tensor branch = conv2.apply(dropout.apply(activated(norm2, h)));
      return branch.add_(ninShortcut == null ? x : ninShortcut.apply(x));
    });
  }

  /** silu(norm(x)). */
  static Tensor activated(GroupNorm norm, Tensor x) {
    try (Tensor normal = norm.apply(x)) {
      return normal.silu();
    }
  }

  static GroupNorm norm(int channels) {
    return new GroupNorm(GROUPS, channels, 1e-6);
  }

  /** A convolution that keeps the size. */
  static Conv2d conv(int in, int out, int kernel) {
    return glorot(new Conv2d(in, out, kernel, ConvOptions.DEFAULT.padding(kernel / 2)));
  }

  /** Starts weights uniform as Glorot and Bengio, 2010, and biases at zero. */
  static <L extends Layer> L glorot(L layer) {
    Init.xavierUniform_(layer.stateDict().get("weight"));
    Init.zeros_(layer.stateDict().get("bias"));
    return layer;
  }

  /** Starts the end of a residual branch at zero. */
  static Conv2d zero(Conv2d conv) {
    Init.zeros_(conv.weight());
    return conv;
  }
}
