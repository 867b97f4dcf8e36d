package dev.fovea.models;

import dev.fovea.tensor.Tensor;
import java.util.List;

/**
 * A network that gives maps at a quarter, an eighth, a sixteenth and a thirty-second of a picture's size, as detectors and
 * segmenters need them.
 */
public interface FeaturePyramid {
  /** Maps (n, channels, height, width), each with about half the side of the one before: c2 at a quarter of the picture. */
  record Features(Tensor c2, Tensor c3, Tensor c4, Tensor c5) {
    /** The maps of four stages, from 0 to 3, each of which reads what the one before gave, the first the pictures. */
    public static Features of(Tensor pictures, Stage stage) {
      Tensor c2 = stage.apply(0, pictures);
      Tensor c3 = stage.apply(1, c2);
      Tensor c4 = stage.apply(2, c3);
      return new Features(c2, c3, c4, stage.apply(3, c4));
    }
  }

  /** What one of four stages does. */
  @FunctionalInterface
  interface Stage {
    /** Maps (n, c, h, w) from those of the stage before. */
    Tensor apply(int index, Tensor maps);
  }

  /** The maps for pictures (n, channels, height, width) of any size that the network takes. */
  Features features(Tensor x);

  /** The channels of the four maps. */
  List<Integer> featureChannels();
}
