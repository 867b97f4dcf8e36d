package dev.fovea.data;

import java.util.random.RandomGenerator;

/** Draws from the symmetric beta distribution, by two gamma variables (Marsaglia and Tsang, 2000). */
final class Beta {
  private Beta() {}

  /** A number of 0 to 1; for a small {@code alpha} mostly near either end, for 1 evenly, for a large one near 1/2. */
  static double draw(double alpha, RandomGenerator random) {
    double first = gamma(alpha, random);
    double sum = first + gamma(alpha, random);
    return sum > 0 ? first / sum : random.nextInt(2);
  }

  private static double gamma(double shape, RandomGenerator random) {
    if (shape < 1) {
      return gamma(shape + 1, random) * Math.pow(random.nextDouble(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = 1 + c * x;
      v = v * v * v;
      if (v > 0 && Math.log(random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }
}
