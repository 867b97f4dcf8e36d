package dev.fovea.tensor;

import org.jspecify.annotations.Nullable;

/** Padding, resizing and reading images (batch, channels, height, width) at other places. */
public final class Sampling {
  private static final Op PAD = Op.of("aten::pad");
  private static final Op NEAREST_1D = Op.of("aten::upsample_nearest1d.vec");
  private static final Op NEAREST_2D = Op.of("aten::upsample_nearest2d.vec");
  private static final Op NEAREST_3D = Op.of("aten::upsample_nearest3d.vec");
  private static final Op NEAREST_EXACT_1D = Op.of("aten::_upsample_nearest_exact1d.vec");
  private static final Op NEAREST_EXACT_2D = Op.of("aten::_upsample_nearest_exact2d.vec");
  private static final Op NEAREST_EXACT_3D = Op.of("aten::_upsample_nearest_exact3d.vec");
  private static final Op LINEAR_1D = Op.of("aten::upsample_linear1d.vec");
  private static final Op BILINEAR = Op.of("aten::upsample_bilinear2d.vec");
  private static final Op BILINEAR_AA = Op.of("aten::_upsample_bilinear2d_aa.vec");
  private static final Op TRILINEAR = Op.of("aten::upsample_trilinear3d.vec");
  private static final Op BICUBIC = Op.of("aten::upsample_bicubic2d.vec");
  private static final Op BICUBIC_AA = Op.of("aten::_upsample_bicubic2d_aa.vec");
  private static final Op GRID_SAMPLE = Op.of("aten::grid_sampler");
  private static final Op AFFINE_GRID = Op.of("aten::affine_grid_generator");
  private static final Op PIXEL_SHUFFLE = Op.of("aten::pixel_shuffle");
  private static final Op PIXEL_UNSHUFFLE = Op.of("aten::pixel_unshuffle");

  private Sampling() {}

  /**
   * Adds elements at the borders: (left, right, top, bottom, ...) from the last dimension on.
   *
   * @param mode {@code constant}, {@code reflect}, {@code replicate} or {@code circular}
   */
  public static Tensor pad(Tensor input, long[] padding, String mode, double value) {
    return PAD.call(input, padding, mode, mode.equals("constant") ? value : null);
  }

  /** Adds zeros at the borders: (left, right, top, bottom, ...). */
  public static Tensor pad(Tensor input, long... padding) {
    return pad(input, padding, "constant", 0);
  }

  /** Resizes to lengths with {@code nearest}, {@code linear}, {@code bilinear}, {@code bicubic}, {@code trilinear}. */
  public static Tensor interpolate(Tensor input, long[] size, String mode, boolean alignCorners) {
    return interpolate(input, size, null, mode, alignCorners, false, false);
  }

  /** Resizes by a factor, which also places the samples. */
  public static Tensor interpolate(Tensor input, double scaleFactor, String mode, boolean alignCorners) {
    double[] factors = new double[Math.max(0, input.dim() - 2)];
    java.util.Arrays.fill(factors, scaleFactor);
    return interpolate(input, null, factors, mode, alignCorners, false, false);
  }

  /**
   * Resizes to lengths or by factors, as {@code torch.nn.functional.interpolate}.
   *
   * @param size lengths of the output's spatial dimensions, or null
   * @param scaleFactors one factor a spatial dimension, where size is null
   * @param recomputeScaleFactor whether samples are placed by the ratio of lengths rather than by the factor
   * @param antialias whether shrinking averages, as PIL does (bilinear and bicubic)
   */
  public static Tensor interpolate(Tensor input, long @Nullable [] size, double @Nullable [] scaleFactors, String mode,
      boolean alignCorners, boolean recomputeScaleFactor, boolean antialias) {
    if ((size == null) == (scaleFactors == null)) {
      throw new TensorException("interpolate: expected either size or scaleFactors, got "
          + (size == null ? "neither" : "both"));
    }
    int given = size != null ? size.length : scaleFactors.length;
    if (input.dim() < 3 || given != input.dim() - 2) {
      throw new TensorException("interpolate: expected (batch, channels, 1 to 3 lengths) and one "
          + (size != null ? "size" : "scale factor") + " a length, got " + given + " for " + input.describe());
    }
    if (scaleFactors != null) {
      for (double factor : scaleFactors) {
        if (!(factor > 0 && factor < 1e6)) {
          throw new TensorException("interpolate: expected scale factors above 0 and below 1e6, got " + factor);
        }
      }
    }
    long[] lengths = size;
    double[] factors = scaleFactors;
    if (factors != null && recomputeScaleFactor) {
      lengths = new long[factors.length];
      for (int i = 0; i < lengths.length; i++) {
        lengths[i] = (long) Math.floor(input.size(i + 2) * factors[i]);
      }
      factors = null;
    }
    String kind = mode + (input.dim() - 2) + (antialias ? "aa" : "");
    return switch (kind) {
      case "nearest1" -> NEAREST_1D.call(input, lengths, factors);
      case "nearest2" -> NEAREST_2D.call(input, lengths, factors);
      case "nearest3" -> NEAREST_3D.call(input, lengths, factors);
      case "nearest-exact1" -> NEAREST_EXACT_1D.call(input, lengths, factors);
      case "nearest-exact2" -> NEAREST_EXACT_2D.call(input, lengths, factors);
      case "nearest-exact3" -> NEAREST_EXACT_3D.call(input, lengths, factors);
      case "linear1" -> LINEAR_1D.call(input, lengths, alignCorners, factors);
      case "bilinear2" -> BILINEAR.call(input, lengths, alignCorners, factors);
      case "bilinear2aa" -> BILINEAR_AA.call(input, lengths, alignCorners, factors);
      case "bicubic2" -> BICUBIC.call(input, lengths, alignCorners, factors);
      case "bicubic2aa" -> BICUBIC_AA.call(input, lengths, alignCorners, factors);
      case "trilinear3" -> TRILINEAR.call(input, lengths, alignCorners, factors);
      case "area1", "area2", "area3" -> area(input, lengths, factors);
      default -> throw new TensorException("interpolate: mode '" + mode + "'" + (antialias ? " with antialias" : "")
          + " does not fit " + input.describe() + "; use nearest, linear (3-D), bilinear or bicubic (4-D), trilinear "
          + "(5-D) or area");
    };
  }

  private static Tensor area(Tensor input, long @Nullable [] size, double @Nullable [] factors) {
    long[] lengths = new long[input.dim() - 2];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = size != null ? size[i] : (long) Math.floor(input.size(i + 2)
          * java.util.Objects.requireNonNull(factors)[i]);
    }
    return switch (lengths.length) {
      case 1 -> Pooling.adaptiveAvgPool1d(input, lengths[0]);
      case 2 -> Pooling.adaptiveAvgPool2d(input, lengths[0], lengths[1]);
      default -> throw new TensorException("interpolate: area fits 3-D and 4-D inputs, got " + input.describe());
    };
  }

  /**
   * Reads images at places.
   *
   * @param grid (batch, height, width, 2): x and y in [-1, 1] from the left top to the right bottom
   * @param mode {@code bilinear}, {@code nearest} or {@code bicubic}
   * @param paddingMode {@code zeros}, {@code border} or {@code reflection}
   */
  public static Tensor gridSample(Tensor input, Tensor grid, String mode, String paddingMode, boolean alignCorners) {
    return GRID_SAMPLE.call(input, grid, place("mode", mode, "bilinear", "nearest", "bicubic"),
        place("paddingMode", paddingMode, "zeros", "border", "reflection"), alignCorners);
  }

  /** The grid that {@link #gridSample} reads for affine maps theta (batch, 2, 3), for outputs of {@code size}. */
  public static Tensor affineGrid(Tensor theta, long[] size, boolean alignCorners) {
    return AFFINE_GRID.call(theta, size, alignCorners);
  }

  /** (n, c r^2, h, w) to (n, c, h r, w r). Shi et al., 2016. */
  public static Tensor pixelShuffle(Tensor input, long factor) {
    return PIXEL_SHUFFLE.call(input, factor);
  }

  /** The inverse of {@link #pixelShuffle}. */
  public static Tensor pixelUnshuffle(Tensor input, long factor) {
    return PIXEL_UNSHUFFLE.call(input, factor);
  }

  private static int place(String name, String value, String... known) {
    for (int i = 0; i < known.length; i++) {
      if (known[i].equals(value)) {
        return i;
      }
    }
    throw new TensorException("gridSample: " + name + ": expected one of " + String.join(", ", known) + ", got "
        + value);
  }
}
