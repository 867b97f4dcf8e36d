package dev.fovea.image;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Moves all colours of a picture along the directions in which those of the training pictures vary most, as a change of
 * light does. Krizhevsky, Sutskever and Hinton, ImageNet Classification with Deep Convolutional Neural Networks, 2012,
 * section 4.1, with deviations in place of variances, which alone have the unit of a colour.
 */
public final class PcaColorJitter implements Transform {
  private final double[][] directions;
  private final double[] deviations;
  private final double strength;

  /**
   * A jitter.
   *
   * @param directions three rows (red, green, blue) of length 1
   * @param deviations of the colours along them, in values of 0 to 255
   * @param strength deviation of the factor drawn for each direction, 0 or more; the paper's is 0.1
   */
  public PcaColorJitter(double[][] directions, double[] deviations, double strength) {
    if (directions.length != 3 || Arrays.stream(directions).anyMatch(row -> row.length != 3) || deviations.length != 3) {
      throw new IllegalArgumentException("PCA colour jitter: expected three directions of three colours and as many "
          + "deviations, got " + Arrays.deepToString(directions) + " and " + Arrays.toString(deviations));
    }
    if (!(strength >= 0 && strength < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("PCA colour jitter: expected a strength of 0 or more, got " + strength);
    }
    this.directions = Arrays.stream(directions).map(double[]::clone).toArray(double[][]::new);
    this.deviations = deviations.clone();
    this.strength = strength;
  }

  /** Draws three factors; a picture that is not in colour is refused. */
  @Override
  public Image apply(Image image, RandomGenerator random) {
    if (image.channels() != 3) {
      throw new IllegalArgumentException("PCA colour jitter: expected a picture of 3 channels, got " + image.channels()
          + "; leave augment.colorPca at 0 for grey pictures");
    }
    double[] move = new double[3];
    for (int i = 0; i < 3; i++) {
      double factor = strength * random.nextGaussian() * deviations[i];
      for (int c = 0; c < 3; c++) {
        move[c] += factor * directions[i][c];
      }
    }
    byte[][] table = new byte[3][256];
    for (int c = 0; c < 3; c++) {
      for (int value = 0; value < 256; value++) {
        table[c][value] = (byte) Math.max(0, Math.min(255, Math.round(value + move[c])));
      }
    }
    byte[] moved = image.data().clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] = table[i % 3][moved[i] & 0xFF];
    }
    return new Image(image.width(), image.height(), 3, moved);
  }
}
