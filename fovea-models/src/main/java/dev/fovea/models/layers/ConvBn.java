package dev.fovea.models.layers;

import dev.fovea.nn.BatchNorm2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Layer;
import dev.fovea.tensor.Tensor;

/** A convolution without bias, batch normalisation and ReLU, named {@code conv} and {@code bn}. */
public final class ConvBn extends Layer {
  private final Conv2d conv;
  private final BatchNorm2d bn;

  /** From {@code in} to {@code out} channels with a window of (height, width); {@code eps} is added to variances. */
  public ConvBn(long in, long out, long[] kernel, ConvOptions options, double eps) {
    this.conv = child("conv", new Conv2d(in, out, kernel, options.bias(false)));
    this.bn = child("bn", new BatchNorm2d(out, eps, 0.1));
  }

  /** The convolution. */
  public Conv2d conv() {
    return conv;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Chain.of(x, conv, bn, Tensor::relu_);
  }
}
