package dev.fovea.data;

import dev.fovea.image.Image;

/**
 * A picture and its class.
 *
 * @param image the picture
 * @param label the class, 0 or more
 */
public record LabeledImage(Image image, int label) {}
