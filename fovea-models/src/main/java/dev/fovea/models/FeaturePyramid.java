package dev.fovea.models;

import dev.fovea.tensor.Tensor;
import java.util.List;

/**
 * A network that gives maps at a quarter, an eighth, a sixteenth and a thirty-second of a picture's size, as detectors and
 * segmenters need them.
 */
public interface FeaturePyramid {
  /** Maps (n, channels, height, width), each with about half the side of the one before: c2 at a quarter of the picture. */
  record Features(Tensor c2, Tensor c3, Tensor c4, Tensor c5) {}

  /** The maps for pictures (n, channels, height, width) of any size that the network takes. */
  Features features(Tensor x);

  /** The channels of the four maps. */
  List<Integer> featureChannels();
}
