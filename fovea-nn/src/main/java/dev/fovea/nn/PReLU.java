package dev.fovea.nn;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;

/** x where positive, else a learned multiple of x. He et al., 2015. State: {@code weight} (count). */
public final class PReLU extends Layer {
  private final Tensor weight;

  /** One slope for all channels, 0.25 at first. */
  public PReLU() {
    this(1);
  }

  /** As many slopes as channels (dimension 1), or one; 0.25 at first. */
  public PReLU(long count) {
    this(count, 0.25);
  }

  /** As many slopes as channels (dimension 1), or one, with a first value. */
  public PReLU(long count, double slope) {
    this.weight = parameter("weight", Tensors.full(slope, DType.FLOAT32, count));
  }

  /** The slopes. */
  public Tensor weight() {
    return weight;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.prelu(weight);
  }

  @Override
  public String describe() {
    return "PReLU(" + weight.numel() + ")";
  }
}
