package dev.fovea.models;

import dev.fovea.image.Interpolation;
import java.util.Collections;
import java.util.List;

/**
 * How a picture becomes a network's input: resized, cropped, scaled to [0, 1], less means, divided by deviations.
 *
 * @param resize length of the shorter side after resizing, in pixels; 0 leaves the size
 * @param crop side of the square cut from the middle, in pixels; 0 leaves the size
 * @param interpolation how to resize, always with antialiasing
 * @param mean one number a channel, of values in [0, 1]
 * @param std one positive number a channel, of values in [0, 1]
 */
public record Preprocessing(int resize, int crop, Interpolation interpolation, List<Double> mean, List<Double> std) {
  /** Means of ImageNet's training pictures, red, green, blue. */
  public static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);

  /** Standard deviations of ImageNet's training pictures, red, green, blue. */
  public static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

  /** Fails for negative sizes, different numbers of channels and deviations that are not positive. */
  public Preprocessing {
    if (resize < 0 || crop < 0) {
      throw new IllegalArgumentException("Preprocessing: expected sizes of 0 or more, got resize " + resize + ", crop "
          + crop);
    }
    if (mean.size() != std.size() || std.stream().anyMatch(value -> !(value > 0))) {
      throw new IllegalArgumentException("Preprocessing: expected as many means as positive deviations, got " + mean
          + " and " + std);
    }
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }

  /** Bilinear resizing of the shorter side, a middle crop and ImageNet's means and deviations. */
  public static Preprocessing imagenet(int resize, int crop) {
    return imagenet(resize, crop, Interpolation.BILINEAR);
  }

  /** Resizing of the shorter side, a middle crop and ImageNet's means and deviations. */
  public static Preprocessing imagenet(int resize, int crop, Interpolation interpolation) {
    return new Preprocessing(resize, crop, interpolation, IMAGENET_MEAN, IMAGENET_STD);
  }

  /** Resizing and cropping to an input's shape, then (x - 0.5) / 0.5, which gives values in [-1, 1]. */
  public static Preprocessing centred(InputShape input) {
    List<Double> half = Collections.nCopies(input.channels(), 0.5);
    return new Preprocessing(Math.min(input.height(), input.width()), Math.max(input.height(), input.width()),
        Interpolation.BILINEAR, half, half);
  }
}
