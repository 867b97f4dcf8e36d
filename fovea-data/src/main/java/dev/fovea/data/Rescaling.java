package dev.fovea.data;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Values shifted and scaled by what was fitted on the training part: {@code (x - shift) * scale}.
 *
 * <p>Fit it on the training part only and apply it to every part. Its tensors belong to it; {@link #close} frees them.
 */
public final class Rescaling implements AutoCloseable {
  private final Tensor shift;
  private final Tensor scale;

  private Rescaling(Tensor shift, Tensor scale) {
    this.shift = Scope.release(shift);
    this.scale = Scope.release(scale);
  }

  /** Subtracts the mean image: the mean of every element over the items of {@code train} (N, ...). */
  public static Rescaling meanImage(Tensor train) {
    return fit(() -> new Tensor[] {train.mean(new int[] {0}, true), Tensors.scalar(1)});
  }

  /** Subtracts the channels' means over {@code train} (N, channels, ...). */
  public static Rescaling channelMean(Tensor train) {
    return fit(() -> new Tensor[] {train.mean(allBut(train, 1), true), Tensors.scalar(1)});
  }

  /** Subtracts the channels' means and divides by their deviations over {@code train} (N, channels, ...). */
  public static Rescaling standardizeChannels(Tensor train) {
    return standardize(train, allBut(train, 1));
  }

  /** Subtracts every element's mean and divides by its deviation over the items of {@code train} (N, ...). */
  public static Rescaling standardize(Tensor train) {
    return standardize(train, 0);
  }

  private static Rescaling standardize(Tensor train, int... over) {
    return fit(() -> {
      Tensor std = train.std(over, 0, true);
      return new Tensor[] {train.mean(over, true), std.maskedFill(std.eq(0), 1).reciprocal()};
    });
  }

  /** Maps every element's smallest value over the items of {@code train} (N, ...) to 0 and its largest to 1. */
  public static Rescaling minMax(Tensor train) {
    return fit(() -> {
      Tensor low = train.amin(new int[] {0}, true);
      Tensor range = train.amax(new int[] {0}, true).sub(low);
      return new Tensor[] {low, range.maskedFill(range.eq(0), 1).reciprocal()};
    });
  }

  private static Rescaling fit(Supplier<Tensor[]> tensors) {
    Tensor[] both = Scope.run(tensors);
    return new Rescaling(both[0], both[1]);
  }

  private static int[] allBut(Tensor tensor, int dim) {
    return IntStream.range(0, tensor.dim()).filter(d -> d != dim).toArray();
  }

  /** Items (N, ...) rescaled. */
  public Tensor apply(Tensor items) {
    return Scope.run(() -> items.sub(shift).mul(scale));
  }

  /** The items that {@link #apply} would turn into these. */
  public Tensor invert(Tensor rescaled) {
    return Scope.run(() -> rescaled.div(scale).add(shift));
  }

  @Override
  public void close() {
    shift.close();
    scale.close();
  }
}
