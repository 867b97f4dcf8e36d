package dev.fovea.image;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A few operations drawn at random, all of about one strength: Cubuk, Zoph, Shlens and Le, RandAugment, 2020, with
 * timm's operations and settings.
 *
 * <pre>{@code
 * Transform augment = RandAugment.parse("rand-m9-mstd0.5-inc1").withBorder(Interpolation.BICUBIC, 124, 116, 104);
 * }</pre>
 *
 * <p>Each of the {@code operations} is drawn evenly from 15 and then applied with a probability, by a magnitude drawn
 * from a normal distribution and, where there are two ways, to either side.
 *
 * @param operations how many operations a picture is offered
 * @param magnitude their mean strength, 0 to 10
 * @param deviation standard deviation of the strength; infinite for evenly from 0 to {@code magnitude}
 * @param most no strength is above this
 * @param probability with which an operation is applied
 * @param increasing whether a higher magnitude is a stronger change for every operation
 * @param translate the largest shift as a part of the side
 * @param border how pixels are read between and beyond those of the picture; a fill of one value is for every channel
 */
public record RandAugment(int operations, double magnitude, double deviation, double most, double probability,
    boolean increasing, double translate, AugmentOp.Border border) implements Transform {
  private static final List<AugmentOp> PLAIN = List.of(AugmentOp.AUTO_CONTRAST, AugmentOp.EQUALIZE, AugmentOp.INVERT,
      AugmentOp.ROTATE, AugmentOp.POSTERIZE, AugmentOp.SOLARIZE, AugmentOp.SOLARIZE_ADD, AugmentOp.COLOR,
      AugmentOp.CONTRAST, AugmentOp.BRIGHTNESS, AugmentOp.SHARPNESS, AugmentOp.SHEAR_X, AugmentOp.SHEAR_Y,
      AugmentOp.TRANSLATE_X_REL, AugmentOp.TRANSLATE_Y_REL);
  private static final List<AugmentOp> INCREASING = List.of(AugmentOp.AUTO_CONTRAST, AugmentOp.EQUALIZE,
      AugmentOp.INVERT, AugmentOp.ROTATE, AugmentOp.POSTERIZE_INCREASING, AugmentOp.SOLARIZE_INCREASING,
      AugmentOp.SOLARIZE_ADD, AugmentOp.COLOR_INCREASING, AugmentOp.CONTRAST_INCREASING,
      AugmentOp.BRIGHTNESS_INCREASING, AugmentOp.SHARPNESS_INCREASING, AugmentOp.SHEAR_X, AugmentOp.SHEAR_Y,
      AugmentOp.TRANSLATE_X_REL, AugmentOp.TRANSLATE_Y_REL);
  /** The largest shift of timm: 0.45 of the side. */
  public static final double TRANSLATE = 0.45;
  private static final double UNIFORM_FROM = 100;
  private static final AugmentOp.Border GREY = new AugmentOp.Border(Interpolation.BICUBIC, List.of(128));
  private static final Pattern SETTING = Pattern.compile("([a-z]+)([0-9]*\\.?[0-9]+|inf)");

  /** Checks the ranges. */
  public RandAugment {
    if (operations < 0 || !(magnitude >= 0) || !(deviation >= 0) || !(most > 0) || !(probability >= 0)
        || probability > 1 || !(translate >= 0)) {
      throw new IllegalArgumentException("RandAugment: expected operations, magnitude, deviation and translate of 0 or "
          + "more, a highest magnitude above 0 and a probability of 0 to 1, but " + operations + ", " + magnitude + ", "
          + deviation + ", " + translate + ", " + most + " and " + probability + " came.");
    }
  }

  /** {@code operations} of a fixed magnitude, each applied with probability 1/2, as timm's {@code rand-mM-nN}. */
  public RandAugment(int operations, double magnitude) {
    this(operations, magnitude, 0, AugmentOp.HIGHEST, 0.5, false, TRANSLATE, GREY);
  }

  /**
   * timm's short form: {@code rand} and settings after hyphens, such as {@code rand-m9-mstd0.5-inc1}.
   *
   * @param text m: magnitude (10), n: operations (2), mstd: deviation (0; above 100 evenly from 0 to m), mmax: highest
   *     magnitude (10), p: probability (0.5), inc: 1 for the increasing operations
   * @throws IllegalArgumentException if it is not of this form
   */
  public static RandAugment parse(String text) {
    String[] parts = text.split("-", -1);
    if (!parts[0].equals("rand")) {
      throw unreadable(text, parts[0]);
    }
    int operations = 2;
    double magnitude = 10;
    double deviation = 0;
    double most = AugmentOp.HIGHEST;
    double probability = 0.5;
    boolean increasing = false;
    for (int i = 1; i < parts.length; i++) {
      Matcher setting = SETTING.matcher(parts[i]);
      if (!setting.matches()) {
        throw unreadable(text, parts[i]);
      }
      double value = setting.group(2).equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(setting.group(2));
      switch (setting.group(1)) {
        case "m" -> magnitude = value;
        case "n" -> operations = (int) value;
        case "mstd" -> deviation = value > UNIFORM_FROM ? Double.POSITIVE_INFINITY : value;
        case "mmax" -> most = value;
        case "p" -> probability = value;
        case "inc" -> increasing = value != 0;
        default -> throw unreadable(text, parts[i]);
      }
    }
    return new RandAugment(operations, magnitude, deviation, most, probability, increasing, TRANSLATE, GREY);
  }

  private static IllegalArgumentException unreadable(String text, String part) {
    return new IllegalArgumentException("RandAugment: '" + part + "' in '" + text + "' cannot be read; expected rand "
        + "and settings m, n, mstd, mmax, p and inc with their numbers, such as rand-m9-mstd0.5-inc1");
  }

  /** The same with pixels read in another way; {@code fill} is one value for every channel, or one for each. */
  public RandAugment withBorder(Interpolation interpolation, int... fill) {
    List<Integer> values = new ArrayList<>();
    for (int value : fill) {
      values.add(value);
    }
    return new RandAugment(operations, magnitude, deviation, most, probability, increasing, translate,
        new AugmentOp.Border(interpolation, values));
  }

  /** The operations that are drawn from. */
  public List<AugmentOp> choices() {
    return increasing ? INCREASING : PLAIN;
  }

  /** What a magnitude, held between 0 and {@link #most}, means to an operation. */
  public double argument(AugmentOp operation, double strength, boolean negate) {
    double argument = operation.argument(Math.max(0, Math.min(most, strength)), negate);
    return operation == AugmentOp.TRANSLATE_X_REL || operation == AugmentOp.TRANSLATE_Y_REL ? argument * translate
        : argument;
  }

  @Override
  public Image apply(Image image, RandomGenerator random) {
    List<AugmentOp> choices = choices();
    AugmentOp.Border around = borderOf(image.channels());
    Image result = image;
    for (int i = 0; i < operations; i++) {
      AugmentOp operation = choices.get(random.nextInt(choices.size()));
      if (random.nextDouble() < probability) {
        double strength = Double.isInfinite(deviation) ? magnitude * random.nextDouble()
            : magnitude + deviation * random.nextGaussian();
        result = operation.apply(result, argument(operation, strength, random.nextBoolean()), around);
      }
    }
    return result;
  }

  private AugmentOp.Border borderOf(int channels) {
    return border.fill().size() != 1 || channels == 1 ? border
        : new AugmentOp.Border(border.interpolation(), java.util.Collections.nCopies(channels, border.fill().get(0)));
  }
}
