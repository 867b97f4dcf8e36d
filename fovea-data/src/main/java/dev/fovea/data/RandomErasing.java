package dev.fovea.data;

import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.random.RandomGenerator;

/**
 * Hides a random rectangle of some pictures: Zhong, Zheng, Kang, Li and Yang, Random Erasing Data Augmentation, 2020,
 * and Cutout (DeVries and Taylor, 2017), with timm's draws.
 *
 * <p>It works on batches of normalised pictures, where they lie. All numbers, also the noise, come from the generator
 * that is given, so the same generator gives the same batch on every device.
 *
 * @param probability with which a picture loses rectangles
 * @param smallest least part of the area that its rectangles cover together
 * @param largest largest part of the area that they cover together, below 1
 * @param aspect least ratio of height to width, 0 to 1; the largest is 1 by this
 * @param count how many rectangles, 1 or more
 * @param fill what is there instead
 */
public record RandomErasing(double probability, double smallest, double largest, double aspect, int count,
    Fill fill) {
  /** What comes into the rectangle. */
  public enum Fill {
    /** 0, which is the mean. */
    ZERO,
    /** One normally distributed value for each channel of a picture. */
    COLOR,
    /** A normally distributed value for each sample. */
    PIXEL
  }

  private static final int ATTEMPTS = 10;

  /** Checks the ranges. */
  public RandomErasing {
    if (!(probability >= 0 && probability <= 1) || !(smallest >= 0 && smallest <= largest && largest < 1)
        || !(aspect > 0 && aspect <= 1) || count < 1) {
      throw new IllegalArgumentException("RandomErasing: expected a probability of 0 to 1, 0 <= smallest <= largest "
          + "< 1, an aspect above 0 to 1 and a count of 1 or more, got " + probability + ", " + smallest + ", " + largest
          + ", " + aspect + " and " + count);
    }
  }

  /** One rectangle of noise over 1/50 to 1/3 of the area, between 3 : 10 and 10 : 3. */
  public RandomErasing(double probability) {
    this(probability, 0.02, 1.0 / 3, 0.3, 1, Fill.PIXEL);
  }

  /** The same with another fill. */
  public RandomErasing withFill(Fill value) {
    return new RandomErasing(probability, smallest, largest, aspect, count, value);
  }

  /**
   * The pictures with rectangles hidden.
   *
   * @param images float (n, channels, height, width), normalised to a mean of 0 and a deviation of 1
   */
  public Tensor apply(Tensor images, RandomGenerator random) {
    if (images.dim() != 4 || !images.dtype().isFloatingPoint()) {
      throw new TensorException("RandomErasing: expected float pictures (n, channels, height, width), got "
          + images.describe());
    }
    int size = (int) images.size(0);
    int[][] edges = new int[count][size * 4];
    long covered = 0;
    for (int i = 0; i < size; i++) {
      if (random.nextDouble() < probability) {
        for (int c = 0; c < count; c++) {
          covered += rectangle((int) images.size(2), (int) images.size(3), edges[c], i * 4, random);
        }
      }
    }
    if (covered == 0) {
      return images;
    }
    long seed = random.nextLong();
    return Scope.run(() -> {
      try (Generator noise = new Generator(seed)) {
        Tensor result = images;
        for (int[] each : edges) {
          result = erased(result, each, noise);
        }
        return result;
      }
    });
  }

  /** Draws a rectangle that fits and gives its area, or none, of area 0, where none did. */
  private long rectangle(int height, int width, int[] edges, int at, RandomGenerator random) {
    double area = (double) height * width;
    double flat = Math.log(aspect);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double wanted = area * (smallest + (largest - smallest) * random.nextDouble()) / count;
      double ratio = Math.exp(flat - 2 * flat * random.nextDouble());
      int rows = (int) Math.rint(Math.sqrt(wanted * ratio));
      int columns = (int) Math.rint(Math.sqrt(wanted / ratio));
      if (rows < height && columns < width) {
        edges[at] = random.nextInt(height - rows + 1);
        edges[at + 1] = edges[at] + rows;
        edges[at + 2] = random.nextInt(width - columns + 1);
        edges[at + 3] = edges[at + 2] + columns;
        return (long) rows * columns;
      }
    }
    return 0;
  }

  private Tensor erased(Tensor images, int[] edges, Generator noise) {
    Device device = images.device();
    Tensor hidden = Rectangles.inside(Tensors.of(edges, images.size(0), 4).to(device), images.size(2), images.size(3));
    return switch (fill) {
      case ZERO -> images.maskedFill(hidden, 0);
      case COLOR -> Tensors.where(hidden,
          Tensors.randn(noise, images.size(0), images.size(1), 1, 1).to(device).to(images.dtype()), images);
      case PIXEL -> images.maskedScatter(hidden,
          Tensors.randn(noise, images.size(1) * area(edges)).to(device).to(images.dtype()));
    };
  }

  private static long area(int[] edges) {
    long area = 0;
    for (int i = 0; i < edges.length; i += 4) {
      area += (long) (edges[i + 1] - edges[i]) * (edges[i + 3] - edges[i + 2]);
    }
    return area;
  }
}
