package dev.fovea.models.layers;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;

/**
 * Weights with which a transposed convolution enlarges its input by bilinear interpolation: where learning starts from
 * in Long, Shelhamer and Darrell, Fully Convolutional Networks for Semantic Segmentation, 2015, section 3.3.
 *
 * <p>A kernel of 2 s at stride s enlarges s times: {@code UpsamplingWeight.of(21, 64)} belongs to a stride of 32.
 */
public final class UpsamplingWeight {
  private UpsamplingWeight() {}

  /**
   * The weight (channels, channels, kernel, kernel): every channel is enlarged alone, by the product of two triangles.
   *
   * @param channels 1 or more
   * @param kernel side of the window, 1 or more
   */
  public static Tensor of(long channels, long kernel) {
    if (channels < 1 || kernel < 1) {
      throw new IllegalArgumentException("UpsamplingWeight: expected channels and kernel of 1 or more, got " + channels
          + " and " + kernel);
    }
    return Scope.run(() -> {
      double factor = (kernel + 1) / 2;
      double centre = kernel % 2 == 1 ? factor - 1 : factor - 0.5;
      Tensor triangle = Tensors.arange(kernel).sub(centre).abs().div(factor).rsub(1);             // (k)
      Tensor window = triangle.unsqueeze(1).mul(triangle);                                        // (k, k)
      return Tensors.eye(channels).reshape(channels, channels, 1, 1).mul(window).contiguous();    // (c, c, k, k)
    });
  }
}
