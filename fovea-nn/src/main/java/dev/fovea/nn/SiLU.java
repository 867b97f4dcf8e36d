package dev.fovea.nn;

import dev.fovea.tensor.Tensor;

/** x sigmoid(x), also called swish. Elfwing et al., 2017; Ramachandran et al., 2017. */
public final class SiLU extends Layer {
  @Override
  protected Tensor forward(Tensor x) {
    return x.silu();
  }
}
