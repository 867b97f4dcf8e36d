package dev.fovea.data;

import dev.fovea.tensor.Tensor;

/**
 * Pictures and their classes, ready for a network.
 *
 * @param images float32 (N, channels, height, width)
 * @param labels int64 (N); where pictures were mixed, float32 (N, classes): how much of each class a picture shows
 */
public record Batch(Tensor images, Tensor labels) {
  /** The number of pictures. */
  public int size() {
    return (int) labels.size(0);
  }
}
