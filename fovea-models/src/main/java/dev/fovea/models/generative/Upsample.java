package dev.fovea.models.generative;

import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Layer;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Twice the side: each value four times, and a convolution. */
final class Upsample extends Layer {
  private final @Nullable Conv2d conv;

  Upsample(int channels, boolean withConv) {
    this.conv = withConv ? child("conv", ResnetBlock.conv(channels, channels, 3)) : null;
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor larger = Sampling.interpolate(x, 2, "nearest", false);
    return conv == null ? larger : conv.apply(larger);
  }
}
