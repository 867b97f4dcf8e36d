package dev.fovea.models.generative;

import static dev.fovea.nn.ConvOptions.stride;

import dev.fovea.nn.AvgPool2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Layer;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Half the side: a convolution that sees a row and a column of zeros behind the last ones, or means of four. */
final class Downsample extends Layer {
  private final @Nullable Conv2d conv;
  private final AvgPool2d means = new AvgPool2d(2);

  Downsample(int channels, boolean withConv) {
    this.conv = withConv ? child("conv", ResnetBlock.glorot(new Conv2d(channels, channels, 3, stride(2)))) : null;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return conv == null ? means.apply(x) : conv.apply(Sampling.pad(x, 0, 1, 0, 1));
  }
}
