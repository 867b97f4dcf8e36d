package dev.fovea.tensor;

import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Normalisation to zero mean and unit variance over one set of dimensions or another. */
public final class Normalizations {
  private static final Op BATCH = Op.of("aten::batch_norm");
  private static final Op INSTANCE = Op.of("aten::instance_norm");
  private static final Op GROUP = Op.of("aten::group_norm");

  private Normalizations() {}

  /**
   * Normalises each channel over the batch (where {@code training} or no running statistics are given), else with the
   * running statistics, which training moves by {@code momentum}. Ioffe and Szegedy, 2015.
   */
  public static Tensor batchNorm(Tensor input, @Nullable Tensor weight, @Nullable Tensor bias,
      @Nullable Tensor runningMean, @Nullable Tensor runningVar, boolean training, double momentum, double eps) {
    return BATCH.call(input, weight, bias, runningMean, runningVar, training, momentum, eps, true);
  }

  /** Normalises each channel of each sample. Ulyanov et al., 2016. */
  public static Tensor instanceNorm(Tensor input, @Nullable Tensor weight, @Nullable Tensor bias,
      @Nullable Tensor runningMean, @Nullable Tensor runningVar, boolean useInputStats, double momentum, double eps) {
    return INSTANCE.call(input, weight, bias, runningMean, runningVar, useInputStats, momentum, eps, true);
  }

  /** Normalises each sample over the last dimensions, of lengths {@code shape}. Ba et al., 2016. */
  public static Tensor layerNorm(Tensor input, long[] shape, @Nullable Tensor weight, @Nullable Tensor bias,
      double eps) {
    return Tensor.op("layer_norm", () -> {
      try (TensorOptional scale = weight == null ? new TensorOptional() : new TensorOptional(weight.raw());
          TensorOptional shift = bias == null ? new TensorOptional() : new TensorOptional(bias.raw())) {
        return torch.layer_norm(input.raw(), shape, scale, shift, eps, true);
      }
    }, input, weight, bias);
  }

  /**
   * Normalises each sample over groups of channels. Wu and He, 2018.
   *
   * <p>On a processor, pictures in channels-last order are turned into row-major order and back: the kernel for that
   * order is up to forty times slower.
   */
  public static Tensor groupNorm(Tensor input, long groups, @Nullable Tensor weight, @Nullable Tensor bias,
      double eps) {
    if (input.dim() != 4 || input.isContiguous() || !input.isContiguous(MemoryFormat.CHANNELS_LAST)
        || input.device().kind() != Device.Kind.CPU) {
      return GROUP.call(input, groups, weight, bias, eps, true);
    }
    return Scope.run(() -> {
      Tensor normal = GROUP.call(input.contiguous(), groups, weight, bias, eps, true);
      return normal.contiguous(MemoryFormat.CHANNELS_LAST);
    });
  }

  /** Scales to unit length of an order along a dimension; lengths below {@code eps} count as {@code eps}. */
  public static Tensor normalize(Tensor input, double order, int dim, double eps) {
    return Scope.run(() -> input.div(input.norm(order, new int[] {dim}, true).clampMin(eps)));
  }

  /** Divides by a power of the mean square over neighbouring channels. Krizhevsky et al., 2012. */
  public static Tensor localResponseNorm(Tensor input, long size, double alpha, double beta, double k) {
    return Scope.run(() -> {
      Tensor squares = input.mul(input).unsqueeze(1);
      long[] front = new long[] {0, 0, 0, 0, size / 2, (size - 1) / 2};
      Tensor padded = Sampling.pad(squares, front, "constant", 0);
      Tensor mean = Pooling.avgPool3d(padded, new long[] {size, 1, 1}, new long[] {1}, new long[] {0}).squeeze(1);
      return input.div(mean.mul(alpha).add(k).pow(beta));
    });
  }
}
