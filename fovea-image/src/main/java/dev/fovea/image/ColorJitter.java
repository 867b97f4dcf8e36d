package dev.fovea.image;

import java.util.random.RandomGenerator;

/**
 * torchvision's ColorJitter: the four adjustments in a random order, each by a factor drawn evenly from
 * [max(0, 1 - x), 1 + x], the hue by a turn from [-hue, hue]. An amount of 0 leaves its property as it is.
 */
final class ColorJitter implements Transform {
  private final double[] amounts;

  ColorJitter(double brightness, double contrast, double saturation, double hue) {
    amounts = new double[] {brightness, contrast, saturation, hue};
    for (double amount : amounts) {
      if (!(amount >= 0 && amount < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("The amounts of colour jitter must be at least 0, but " + amount + " came.");
      }
    }
    if (hue > 0.5) {
      throw new IllegalArgumentException("The hue turns by at most 0.5 of the circle, but " + hue + " came.");
    }
  }

  @Override
  public Image apply(Image image, RandomGenerator random) {
    int[] order = {0, 1, 2, 3};
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    double[] factors = new double[amounts.length];
    for (int i = 0; i < factors.length; i++) {
      double low = i == 3 ? -amounts[i] : Math.max(0, 1 - amounts[i]);
      double high = i == 3 ? amounts[i] : 1 + amounts[i];
      factors[i] = low + (high - low) * random.nextDouble();
    }
    Image result = image;
    for (int step : order) {
      if (amounts[step] > 0) {
        result = adjust(result, step, factors[step]);
      }
    }
    return result;
  }

  private static Image adjust(Image image, int step, double factor) {
    return switch (step) {
      case 0 -> Adjust.brightness(image, factor);
      case 1 -> Adjust.contrast(image, factor);
      case 2 -> Adjust.saturation(image, factor);
      default -> Adjust.hue(image, factor);
    };
  }
}
