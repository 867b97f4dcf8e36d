package dev.fovea.nn;

import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Resizes sequences, images or volumes, as {@code torch.nn.functional.interpolate}.
 *
 * <p>Modes: {@code nearest}, {@code linear} (sequences), {@code bilinear}, {@code bicubic} (images), {@code trilinear}
 * (volumes), {@code area}.
 */
public final class Upsample extends Layer {
  private final long @Nullable [] size;
  private final double @Nullable [] factors;
  private final double factor;
  private final String mode;
  private final boolean alignCorners;

  /** By a factor, repeating the nearest value. */
  public Upsample(double factor) {
    this(factor, "nearest");
  }

  /** By a factor, with corners not aligned. */
  public Upsample(double factor, String mode) {
    this(factor, mode, false);
  }

  /** By a factor; {@code alignCorners} maps corner samples onto corner samples. */
  public Upsample(double factor, String mode, boolean alignCorners) {
    if (!(factor > 0)) {
      throw new IllegalArgumentException("Upsample: factor: expected more than 0, got " + factor);
    }
    this.size = null;
    this.factor = factor;
    this.factors = new double[] {factor, factor};
    this.mode = mode;
    this.alignCorners = alignCorners;
  }

  /** To lengths, one a spatial dimension. */
  public Upsample(long[] size, String mode, boolean alignCorners) {
    this.size = size.clone();
    this.factor = 0;
    this.factors = null;
    this.mode = mode;
    this.alignCorners = alignCorners;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return size == null && x.dim() != 4
        ? Sampling.interpolate(x, factor, mode, alignCorners)
        : Sampling.interpolate(x, size, factors, mode, alignCorners, false, false);
  }

  @Override
  public String describe() {
    return "Upsample(" + (size == null ? "x" + factor : "to " + Checks.sizes(size)) + ", " + mode + ")";
  }
}
