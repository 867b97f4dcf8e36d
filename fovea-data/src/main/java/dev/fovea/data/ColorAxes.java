package dev.fovea.data;

import dev.fovea.image.Image;
import dev.fovea.image.PcaColorJitter;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;

/**
 * The directions in which the colours of training pictures vary most, and how much: what {@link PcaColorJitter} needs.
 *
 * @param directions three rows (red, green, blue) of length 1, largest variance first
 * @param deviations of the colours along them, in values of 0 to 255
 */
public record ColorAxes(double[][] directions, double[] deviations) {
  private static final int PIXELS_OF_A_PICTURE = 256;

  /**
   * Those of some pictures, evenly drawn from a training part, with up to 256 pixels each.
   *
   * @param most how many pictures to look at, 2 or more
   */
  public static ColorAxes fit(ImageClassification train, int most) {
    int count = Math.min(most, train.size());
    float[] pixels = new float[count * PIXELS_OF_A_PICTURE * 3];
    int filled = 0;
    for (int i = 0; i < count; i++) {
      Image image = train.get((int) ((long) i * train.size() / count)).image().toRgb();
      int all = image.width() * image.height();
      int taken = Math.min(PIXELS_OF_A_PICTURE, all);
      for (int p = 0; p < taken; p++) {
        int from = (int) ((long) p * all / taken) * 3;
        for (int c = 0; c < 3; c++) {
          pixels[filled++] = image.data()[from + c] & 0xFF;
        }
      }
    }
    float[] seen = java.util.Arrays.copyOf(pixels, filled);
    return Scope.run(() -> {
      try (Pca pca = Pca.fit(Tensors.of(seen, seen.length / 3, 3), 3)) {
        double[] rows = doubles(pca.components());
        double[] deviations = doubles(pca.variances().sqrt());
        double[][] directions = new double[3][3];
        for (int i = 0; i < 9; i++) {
          directions[i / 3][i % 3] = rows[i];
        }
        return new ColorAxes(directions, deviations);
      }
    });
  }

  private static double[] doubles(Tensor values) {
    return values.flatten(0).toDoubles();
  }

  /** A jitter along these axes. */
  public PcaColorJitter jitter(double strength) {
    return new PcaColorJitter(directions, deviations, strength);
  }
}
