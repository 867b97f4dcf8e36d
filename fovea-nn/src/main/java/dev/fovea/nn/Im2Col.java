package dev.fovea.nn;

import dev.fovea.tensor.Convolutions;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Convolution as one product of matrices: windows become columns, filters become rows. */
public final class Im2Col {
  private Im2Col() {}

  /**
   * What {@link Conv2d} computes: x (n, in, h, w) and weight (out, in / groups, kh, kw) to (n, out, h', w').
   *
   * @param options stride, zero padding, dilation and groups
   */
  public static Tensor conv2d(Tensor x, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    long[] stride = Checks.each("Im2Col", "stride", options.stride(), 2);
    long[] padding = Checks.each("Im2Col", "padding", options.padding(), 2);
    long[] dilation = Checks.each("Im2Col", "dilation", options.dilation(), 2);
    long groups = options.groups();
    long out = weight.size(0);
    long height = ConvArithmetic.outputLength(x.size(2), weight.size(2), stride[0], padding[0], dilation[0]);
    long width = ConvArithmetic.outputLength(x.size(3), weight.size(3), stride[1], padding[1], dilation[1]);
    return Scope.run(() -> {
      long[] kernel = {weight.size(2), weight.size(3)};
      Tensor columns = Convolutions.unfold(x, kernel, dilation, padding, stride);
      Tensor grouped = columns.view(x.size(0), groups, -1, height * width);
      Tensor rows = weight.reshape(groups, out / groups, -1);
      Tensor y = rows.matmul(grouped).reshape(x.size(0), out, height, width);
      return bias == null ? y : y.add(bias.view(1, -1, 1, 1));
    });
  }
}
