package dev.fovea.train.segmentation;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * How a picture too large for memory is cut into overlapping squares, and their scores are put together again.
 *
 * <p>Neighbours share {@code overlap} pixels or more. Of the shared part, each drops the quarter at its own edge, where
 * it lacks surroundings, and the middle is blended: one fades out as the other fades in, so that the weights of every
 * pixel add up to 1. Squares begin at multiples of {@value #GRID}, so that poolings see the same groups of pixels as in
 * the whole picture. Where a quarter of the overlap is as much as a network sees around a pixel, nothing differs from
 * the whole picture; but a network that enlarges with aligned corners, as U-Net does with {@code bilinear}, stretches
 * its maps by part of a pixel that depends on their size, and so differs a little.
 *
 * @param tile side of the squares, a multiple of 16
 * @param overlap pixels shared by neighbours, a multiple of 16, at most half of the tile
 */
public record Tiling(int tile, int overlap) {
  /** Squares of 512 pixels that share 128. */
  public static final Tiling DEFAULT = new Tiling(512, 128);

  /** Every square begins at a multiple of this. */
  static final int GRID = 16;

  /**
   * A stretch of a side.
   *
   * @param start where it begins
   * @param length in pixels
   * @param low pixels from {@code low} to {@code low + fadeIn} take over from the stretch before; measured in the whole
   * @param fadeIn length of the fade at the beginning; 0 for none
   * @param high pixels from {@code high} to {@code high + fadeOut} give over to the stretch behind
   * @param fadeOut length of the fade at the end; 0 for none
   */
  record Stretch(int start, int length, double low, double fadeIn, double high, double fadeOut) {
    int end() {
      return start + length;
    }

    /** The weight of each of its pixels, 0 to 1. */
    Tensor weights() {
      float[] weights = new float[length];
      for (int i = 0; i < length; i++) {
        double centre = start + i + 0.5;
        weights[i] = (float) (rise(centre, low, fadeIn) * (1 - rise(centre, high, fadeOut)));
      }
      return Tensors.of(weights, length);
    }

    private static double rise(double at, double from, double over) {
      return over == 0 ? at >= from ? 1 : 0 : Math.max(0, Math.min(1, (at - from) / over));
    }
  }

  /** Checks the sizes. */
  public Tiling {
    if (tile < 2 * GRID || tile % GRID != 0 || tile > 1 << 15) {
      throw new IllegalArgumentException("tile: expected a multiple of " + GRID + " from " + 2 * GRID + " to "
          + (1 << 15) + ", got " + tile);
    }
    if (overlap < 0 || overlap % GRID != 0 || overlap > tile / 2) {
      throw new IllegalArgumentException("overlap: expected a multiple of " + GRID + " from 0 to half of the tile of "
          + tile + ", got " + overlap);
    }
  }

  /** The stretches of a side, as even as the grid allows. */
  List<Stretch> stretches(int side) {
    if (side <= tile) {
      return List.of(new Stretch(0, side, Double.NEGATIVE_INFINITY, 0, Double.POSITIVE_INFINITY, 0));
    }
    int step = tile - overlap;
    int count = (side - tile + step - 1) / step + 1;
    int last = (side - tile + GRID - 1) / GRID * GRID;
    int[] starts = new int[count];
    for (int i = 0; i < count; i++) {
      starts[i] = (int) ((long) i * last / (count - 1) / GRID * GRID);
    }
    List<Stretch> stretches = new ArrayList<>();
    double low = Double.NEGATIVE_INFINITY;
    double fadeIn = 0;
    for (int i = 0; i < count; i++) {
      int end = Math.min(side, starts[i] + tile);
      double high = Double.POSITIVE_INFINITY;
      double fadeOut = 0;
      if (i < count - 1) {
        fadeOut = Math.min(overlap, end - starts[i + 1]) / 2.0;
        high = (starts[i + 1] + end) / 2.0 - fadeOut / 2;
      }
      stretches.add(new Stretch(starts[i], end - starts[i], low, fadeIn, high, fadeOut));
      low = high;
      fadeIn = fadeOut;
    }
    return stretches;
  }
}
