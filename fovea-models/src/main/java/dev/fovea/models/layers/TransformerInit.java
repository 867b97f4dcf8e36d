package dev.fovea.models.layers;

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

  /** A fresh token, position embedding or table of biases. */
  public static Tensor normal(long... shape) {
    return Init.truncNormal_(Tensors.zeros(shape), STD);
  }
}
