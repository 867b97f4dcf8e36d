package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/** x relu6(x + 3) / 6. Howard et al., MobileNetV3, 2019. */
public final class Hardswish extends Layer {
  @Override
  protected Tensor forward(Tensor x) {
    return x.hardswish();
  }
}
