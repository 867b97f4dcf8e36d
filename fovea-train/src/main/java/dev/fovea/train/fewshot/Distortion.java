package dev.fovea.train.fewshot;

import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How drawings of the same thing differ from hand to hand: turned, stretched, slanted, shifted, bent, thicker.
 *
 * <p>All pictures of a batch are changed at once, each in its own way, by one sampling grid (Simard, Steinkraus and
 * Platt, Best Practices for Convolutional Neural Networks Applied to Visual Document Analysis, 2003).
 *
 * @param rotate largest turn in degrees
 * @param scale largest change of width and of height: factors of 1 / (1 + scale) to 1 + scale, each for itself
 * @param shear largest slant, sideways for each unit of height
 * @param shift largest shift as a part of the picture's side
 * @param elastic deviation of the bends of a coarse grid, as a part of the picture's side
 * @param thickness how far strokes go towards one pixel more on each side, or fade, 0 to 1
 */
public record Distortion(double rotate, double scale, double shear, double shift, double elastic, double thickness) {
  /** Nothing. */
  public static final Distortion DEFAULT = new Distortion(0, 0, 0, 0, 0, 0);

  private static final int KNOTS = 5;

  /** Checks the ranges. */
  public Distortion {
    if (!(rotate >= 0 && rotate <= 180) || !(scale >= 0) || !(shear >= 0) || !(shift >= 0) || !(elastic >= 0)
        || !(thickness >= 0 && thickness <= 1)) {
      throw new IllegalArgumentException("expected rotate of 0 to 180, scale, shear, shift and elastic of 0 or more and "
          + "thickness of 0 to 1, got " + rotate + ", " + scale + ", " + shear + ", " + shift + ", " + elastic + " and "
          + thickness);
    }
  }

  /** What was drawn for some pictures: where each samples (n, side, side, 2), and its stroke (n, 1, 1, 1) in -1 to 1. */
  record Drawn(Tensor grid, Tensor stroke) {
    /** The pictures (n, channels, side, side), values of 0 to 1, changed. */
    Tensor apply(Tensor pictures) {
      return Scope.run(() -> {
        Tensor moved = Sampling.gridSample(pictures, grid, "bilinear", "zeros", false);
        Tensor thick = Pooling.maxPool2d(moved, 3, 1, 1);
        Tensor thin = Pooling.avgPool2d(moved, 3, 1, 1);
        return moved.add(thick.sub(moved).mul(stroke.clampMin(0))).add(thin.sub(moved).mul(stroke.clampMax(0).neg()));
      });
    }

    /** The same where the pictures are. */
    Drawn to(Device device) {
      return new Drawn(grid.to(device), stroke.to(device));
    }

    /** The change of one picture, for as many as come. */
    Drawn expanded(int index, long count) {
      return new Drawn(grid.narrow(0, index, 1).expand(count, grid.size(1), grid.size(2), 2),
          stroke.narrow(0, index, 1));
    }
  }

  /** The same, weaker or stronger. */
  public Distortion times(double factor) {
    return new Distortion(Math.min(180, rotate * factor), scale * factor, shear * factor, shift * factor,
        elastic * factor, Math.min(1, thickness * factor));
  }

  /** Pictures (n, channels, side, side), each changed in its own way by the global random numbers. */
  public Tensor apply(Tensor pictures) {
    return equals(DEFAULT) ? pictures : Scope.run(() -> {
      Drawn drawn = draw(pictures.size(0), pictures.size(2), null);
      return drawn.to(pictures.device()).apply(pictures);
    });
  }

  /** Changes for {@code count} pictures. */
  Drawn draw(long count, long side, @Nullable Generator random) {
    return Scope.run(() -> {
      Tensor turn = uniform(count, random).mul(Math.toRadians(rotate));
      Tensor wide = uniform(count, random).mul(Math.log1p(scale)).exp();
      Tensor high = uniform(count, random).mul(Math.log1p(scale)).exp();
      Tensor slant = uniform(count, random).mul(shear);
      Tensor right = uniform(count, random).mul(2 * shift);
      Tensor down = uniform(count, random).mul(2 * shift);
      Tensor cos = turn.cos();
      Tensor sin = turn.sin();
      Tensor theta = Tensors.stack(List.of(
          cos.mul(wide), slant.sub(sin).mul(high), right,
          sin.mul(wide), cos.mul(high), down), 1).view(count, 2, 3);
      Tensor grid = Sampling.affineGrid(theta, new long[] {count, 1, side, side}, false);     // (n, side, side, 2)
      return new Drawn(elastic == 0 ? grid : grid.add(bends(count, side, random)),
          uniform(count, random).mul(thickness).view(count, 1, 1, 1));
    });
  }

  /** A smooth field (n, side, side, 2): random displacements of a coarse grid, blended by bumps around its knots. */
  private Tensor bends(long count, long side, @Nullable Generator random) {
    Tensor places = Tensors.linspace(0, KNOTS - 1, side).view(side, 1);
    Tensor bumps = places.sub(Tensors.linspace(0, KNOTS - 1, KNOTS).view(1, KNOTS)).square().mul(-1).exp();
    Tensor blend = bumps.div(bumps.sum(new int[] {1}, true));                                 // (side, knots)
    Tensor knots = Tensors.randn(random, count * 2, KNOTS, KNOTS).mul(2 * elastic);
    return blend.matmul(knots).matmul(blend.t()).view(count, 2, side, side).permute(0, 2, 3, 1);
  }

  /** Values in [-1, 1) (count). */
  private static Tensor uniform(long count, @Nullable Generator random) {
    return Tensors.rand(random, count).mul(2).sub(1);
  }
}
