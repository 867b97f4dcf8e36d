package dev.fovea.models.layers;

import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Init;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Module;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;

/** How vision transformers start: truncated normals of deviation 0.02. Touvron et al., DeiT, 2020, section 6. */
public final class TransformerInit {
  private static final double STD = 0.02;

  private TransformerInit() {}

  /** Sets the weights of all linear layers below, and their biases to zero. */
  public static void linear(Module network) {
    network.namedModules().values().forEach(module -> {
      if (module instanceof Linear linear) {
        Init.truncNormal_(linear.weight(), STD);
        if (linear.bias() != null) {
          Init.zeros_(linear.bias());
        }
      }
    });
  }

  /**
   * Sets the weights of all convolutions below to normals of variance 2 / (kernel area x outputs / groups), and their
   * biases to zero. Wang et al., PVT v2, 2021, and Chu et al., Twins, 2021, by their authors' code.
   */
  public static void convolutions(Module network) {
    network.namedModules().values().forEach(module -> {
      if (module instanceof Conv2d convolution) {
        Tensor weight = convolution.weight();
        long inputs = weight.numel() / weight.size(0);
        long area = weight.size(2) * weight.size(3);
        long groups = convolution.in() / (inputs / area);
        Init.normal_(weight, 0, Math.sqrt(2.0 / (area * weight.size(0) / groups)));
        Tensor bias = convolution.bias();
        if (bias != null) {
          Init.zeros_(bias);
        }
      }
    });
  }

  /** A fresh token, position embedding or table of biases. */
  public static Tensor normal(long... shape) {
    return Init.truncNormal_(Tensors.zeros(shape), STD);
  }
}
