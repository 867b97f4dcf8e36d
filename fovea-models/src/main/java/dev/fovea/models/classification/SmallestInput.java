package dev.fovea.models.classification;

import dev.fovea.tensor.Tensor;

/** A clear word about pictures that a network would shrink to nothing. */
final class SmallestInput {
  private SmallestInput() {}

  static void require(String network, Tensor x, long side) {
    if (x.dim() != 4 || x.size(2) < side || x.size(3) < side) {
      throw new IllegalArgumentException(network + " takes pictures (n, channels, height, width) of " + side
          + " pixels or more a side, got " + java.util.Arrays.toString(x.shape()) + "; enlarge or pad them");
    }
  }
}
