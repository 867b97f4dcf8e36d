package dev.fovea.models;

/**
 * What a network takes, without the batch: an image of channels, height and width, or a vector with height and width 1.
 *
 * @param channels 1 for grey, 3 for colour
 * @param height in pixels
 * @param width in pixels
 */
public record InputShape(int channels, int height, int width) {
  /** Fails for sizes below 1. */
  public InputShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException("Input shape: expected sizes of 1 or more, got " + channels + "x" + height
          + "x" + width);
    }
  }

  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
