package dev.fovea.image;

import java.util.Arrays;
import java.util.List;

/**
 * The operations that {@link RandAugment} chooses from, by timm's names and with the results of timm on Pillow.
 *
 * <p>A magnitude of 0 to 10 gives each its argument. Those named {@code INCREASING} change a picture more the higher it
 * is; their namesakes do so only in part, as in the first paper (AutoAugment, Cubuk et al., 2019).
 */
public enum AugmentOp {
  /** {@link Tones#autoContrast}; takes no argument. */
  AUTO_CONTRAST("AutoContrast", none(), (image, value, border) -> Tones.autoContrast(image)),
  /** {@link Tones#equalize}; takes no argument. */
  EQUALIZE("Equalize", none(), (image, value, border) -> Tones.equalize(image)),
  /** {@link Tones#invert}; takes no argument. */
  INVERT("Invert", none(), (image, value, border) -> Tones.invert(image)),
  /** A turn of up to 30 degrees to either side. */
  ROTATE("Rotate", signed(30), (image, value, border) ->
      Rotate.rotate(image, value, border.interpolation(), false, border.values())),
  /** 0 to 4 bits are kept. */
  POSTERIZE("Posterize", (part, negate) -> (int) (part * 4), posterizing()),
  /** 4 to 0 bits are kept. */
  POSTERIZE_INCREASING("PosterizeIncreasing", (part, negate) -> 4 - (int) (part * 4), posterizing()),
  /** Inverted from 0 to 256 on. */
  SOLARIZE("Solarize", (part, negate) -> Math.min(256, (int) (part * 256)), solarizing()),
  /** Inverted from 256 to 0 on. */
  SOLARIZE_INCREASING("SolarizeIncreasing", (part, negate) -> 256 - Math.min(256, (int) (part * 256)), solarizing()),
  /** The darker half is made lighter by up to 110. */
  SOLARIZE_ADD("SolarizeAdd", (part, negate) -> Math.min(128, (int) (part * 110)), (image, value, border) ->
      Tones.solarizeAdd(image, (int) value)),
  /** {@link Adjust#saturation} by 0.1 to 1.9. */
  COLOR("Color", factor(), (image, value, border) -> Adjust.saturation(image, value)),
  /** {@link Adjust#saturation} by up to 0.9 less or more than 1. */
  COLOR_INCREASING("ColorIncreasing", increasingFactor(), (image, value, border) -> Adjust.saturation(image, value)),
  /** {@link Adjust#contrast} by 0.1 to 1.9. */
  CONTRAST("Contrast", factor(), (image, value, border) -> Adjust.contrast(image, value)),
  /** {@link Adjust#contrast} by up to 0.9 less or more than 1. */
  CONTRAST_INCREASING("ContrastIncreasing", increasingFactor(), (image, value, border) ->
      Adjust.contrast(image, value)),
  /** {@link Adjust#brightness} by 0.1 to 1.9. */
  BRIGHTNESS("Brightness", factor(), (image, value, border) -> Adjust.brightness(image, value)),
  /** {@link Adjust#brightness} by up to 0.9 less or more than 1. */
  BRIGHTNESS_INCREASING("BrightnessIncreasing", increasingFactor(), (image, value, border) ->
      Adjust.brightness(image, value)),
  /** {@link Adjust#sharpness} by 0.1 to 1.9. */
  SHARPNESS("Sharpness", factor(), (image, value, border) -> Adjust.sharpness(image, value)),
  /** {@link Adjust#sharpness} by up to 0.9 less or more than 1. */
  SHARPNESS_INCREASING("SharpnessIncreasing", increasingFactor(), (image, value, border) ->
      Adjust.sharpness(image, value)),
  /** {@link Affine#shearX} by up to 0.3 to either side. */
  SHEAR_X("ShearX", signed(0.3), (image, value, border) ->
      Affine.shearX(image, value, border.interpolation(), border.values())),
  /** {@link Affine#shearY} by up to 0.3 to either side. */
  SHEAR_Y("ShearY", signed(0.3), (image, value, border) ->
      Affine.shearY(image, value, border.interpolation(), border.values())),
  /** A shift by up to the width (times {@link RandAugment#translate}) to either side. */
  TRANSLATE_X_REL("TranslateXRel", signed(1), (image, value, border) ->
      Affine.translate(image, value * image.width(), 0, border.interpolation(), border.values())),
  /** A shift by up to the height (times {@link RandAugment#translate}) up or down. */
  TRANSLATE_Y_REL("TranslateYRel", signed(1), (image, value, border) ->
      Affine.translate(image, 0, value * image.height(), border.interpolation(), border.values()));

  /** The highest magnitude, which gives the largest arguments. */
  public static final double HIGHEST = 10;

  /**
   * How pixels are read between and beyond those of a picture.
   *
   * @param interpolation NEAREST, BILINEAR or BICUBIC
   * @param fill what lies beyond: 0 to 255 for each channel
   */
  public record Border(Interpolation interpolation, List<Integer> fill) {
    /** Checks the values. */
    public Border {
      fill = List.copyOf(fill);
      if (fill.stream().anyMatch(value -> value < 0 || value > 255)) {
        throw new IllegalArgumentException("A fill is 0 to 255 for each channel, but " + fill + " came.");
      }
    }

    private int[] values() {
      return fill.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  private interface Argument {
    double of(double part, boolean negate);
  }

  private interface Change {
    Image apply(Image image, double argument, Border border);
  }

  private final String title;
  private final Argument argument;
  private final Change change;

  AugmentOp(String title, Argument argument, Change change) {
    this.title = title;
    this.argument = argument;
    this.change = change;
  }

  private static Argument none() {
    return (part, negate) -> 0;
  }

  private static Argument signed(double most) {
    return (part, negate) -> negate ? -part * most : part * most;
  }

  private static Argument factor() {
    return (part, negate) -> part * 1.8 + 0.1;
  }

  private static Argument increasingFactor() {
    return (part, negate) -> Math.max(0.1, 1 + (negate ? -part * 0.9 : part * 0.9));
  }

  private static Change posterizing() {
    return (image, value, border) -> Tones.posterize(image, Math.max(0, Math.min(8, (int) value)));
  }

  private static Change solarizing() {
    return (image, value, border) -> Tones.solarize(image, (int) value);
  }

  /** timm's name: {@code ShearX}, {@code PosterizeIncreasing}. */
  public String title() {
    return title;
  }

  /**
   * The operation of timm's name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static AugmentOp named(String title) {
    return Arrays.stream(values()).filter(op -> op.title.equals(title)).findFirst().orElseThrow(() ->
        new IllegalArgumentException("There is no operation '" + title + "'; there are "
            + Arrays.stream(values()).map(AugmentOp::title).toList()));
  }

  /**
   * What a magnitude means to this operation: degrees, bits, a threshold, a factor, a part of the side.
   *
   * @param magnitude 0 to {@value #HIGHEST}, or above where more is wanted
   * @param negate whether to go the other way, where there are two
   */
  public double argument(double magnitude, boolean negate) {
    return argument.of(magnitude / HIGHEST, negate);
  }

  /** The picture changed by an argument as {@link #argument} gives it. */
  public Image apply(Image image, double argument, Border border) {
    return change.apply(image, argument, border);
  }
}
