package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/**
 * A convolution of each channel alone, then one across channels. Howard et al., MobileNets, 2017; Chollet, Xception,
 * 2017.
 *
 * <p>State: {@code depthwise.*}, {@code pointwise.*}.
 */
public final class DepthwiseSeparableConv2d extends Layer {
  private final Conv2d depthwise;
  private final Conv2d pointwise;

  /** With the options of the depthwise part, whose groups are set to the channels. */
  public DepthwiseSeparableConv2d(long in, long out, long kernel, ConvOptions options) {
    this.depthwise = child("depthwise", new Conv2d(in, in, kernel, options.groups(in)));
    this.pointwise = child("pointwise", new Conv2d(in, out, 1, ConvOptions.DEFAULT.bias(options.bias())));
  }

  @Override
  protected Tensor forward(Tensor x) {
    return pointwise.apply(depthwise.apply(x));
  }
}
