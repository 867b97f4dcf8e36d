package dev.fovea.data;

import dev.fovea.image.Image;

/**
 * A picture and the class of each of its pixels.
 *
 * @param image the picture
 * @param mask a grey picture of the same size: class numbers from 0 on, {@link #VOID} where a pixel counts for nothing
 */
public record MaskedImage(Image image, Image mask) {
  /** The number in masks of what has no class. */
  public static final int VOID = 255;

  /** Checks that the mask fits. */
  public MaskedImage {
    if (mask.channels() != 1 || mask.width() != image.width() || mask.height() != image.height()) {
      throw new DataException("A mask has one channel and its picture's size, but the picture is " + image
          + " and the mask " + mask + "; export both at one size");
    }
  }
}
