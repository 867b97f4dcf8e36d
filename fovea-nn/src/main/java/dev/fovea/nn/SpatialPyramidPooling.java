package dev.fovea.nn;

import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * Maxima over grids of several sizes: (n, c, any height, any width) to (n, c x sum of levels^2). He et al., Spatial
 * Pyramid Pooling in Deep Convolutional Networks for Visual Recognition, 2014.
 */
public final class SpatialPyramidPooling extends Layer {
  private final long[] levels;

  /** With the sides of the grids, such as 4, 2, 1. */
  public SpatialPyramidPooling(long... levels) {
    for (long level : levels) {
      Checks.positive("SpatialPyramidPooling", "levels", level);
    }
    this.levels = levels.clone();
  }

  @Override
  protected Tensor forward(Tensor x) {
    List<Tensor> grids = new ArrayList<>(levels.length);
    for (long level : levels) {
      grids.add(Pooling.adaptiveMaxPool2d(x, level, level).flatten(1));
    }
    return Tensors.cat(grids, 1);
  }
}
