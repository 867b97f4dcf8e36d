package dev.fovea.train.recipe;

import dev.fovea.image.RandAugment;
import java.util.Optional;

/**
 * Which pictures, in which form.
 *
 * @param name {@code digits}, {@code mnist}, {@code fashion-mnist}, {@code cifar10}, {@code cifar100} or {@code
 *     image-folder:PATH}
 * @param batchSize pictures in a training batch
 * @param testBatchSize pictures in an evaluation batch
 * @param resize shorter side after resizing; 0 follows the network's input
 * @param crop side of the square in the middle, with a black border where the picture is smaller; 0 follows the
 *     network's input
 * @param normalize how values are scaled
 * @param augment what changes training pictures at random
 * @param limit training pictures to use, evenly drawn; 0 for all
 * @param threads that prepare pictures; -1 for as many as there are processors, at most 8
 * @param testLimit test pictures to use, evenly drawn; 0 for all
 */
public record DataSpec(String name, int batchSize, int testBatchSize, int resize, int crop, Normalize normalize,
    Augment augment, int limit, int threads, int testLimit) {
  /** How values are scaled. */
  public enum Normalize {
    /** By the mean and deviation of the training pictures. */
    FIT,
    /** By those of ImageNet. */
    IMAGENET,
    /** To [0, 1]. */
    UNIT,
    /** To [-1, 1]. */
    SYMMETRIC
  }

  /**
   * What changes training pictures at random.
   *
   * @param padding border from which crops of the full size are cut; 0 for no such crops
   * @param smallestCrop least part of the area that a resized crop shows; 0 for no such crops
   * @param flip whether left and right are exchanged half of the time
   * @param jitter how much brightness, contrast and saturation change, 0 to 1
   * @param rotate largest turn in degrees
   * @param colorPca deviation of the factors by which all colours of a picture move along the axes in which those of the
   *     training pictures vary most; AlexNet's is 0.1
   * @param randAugment a few operations of about one strength, in timm's short form, such as {@code
   *     rand-m9-mstd0.5-inc1}; {@code off} for none
   * @param erasing probability with which a picture loses a rectangle to noise
   * @param repeats how often a picture comes in a row, changed anew each time; an epoch then has fewer pictures and is
   *     as long as before
   */
  public record Augment(int padding, double smallestCrop, boolean flip, double jitter, double rotate,
      double colorPca, String randAugment, double erasing, int repeats) {
    private static final String OFF = "off";

    /** Nothing. */
    public static final Augment DEFAULT = new Augment(0, 0, false, 0, 0, 0, OFF, 0, 1);

    /** Checks the ranges. */
    public Augment {
      if (padding < 0 || !(smallestCrop >= 0 && smallestCrop <= 1) || !(jitter >= 0 && jitter <= 1)
          || !(rotate >= 0 && rotate <= 180)) {
        throw new IllegalArgumentException("expected padding of 0 or more, smallestCrop and jitter of 0 to 1 and "
            + "rotate of 0 to 180, got " + padding + ", " + smallestCrop + ", " + jitter + " and " + rotate);
      }
      if (padding > 0 && smallestCrop > 0) {
        throw new IllegalArgumentException("expected padding or smallestCrop, got both; they are two ways of cropping");
      }
      if (!(erasing >= 0 && erasing <= 1) || repeats < 1 || !(colorPca >= 0 && colorPca <= 1)) {
        throw new IllegalArgumentException("expected erasing and colorPca of 0 to 1 and repeats of 1 or more, got "
            + erasing + ", " + colorPca + " and " + repeats);
      }
      if (!randAugment.equals(OFF)) {
        RandAugment.parse(randAugment);
      }
    }

    /** Whether every training picture stays as it is until it is in a batch, where it may lose a rectangle. */
    public boolean keepsPictures() {
      return equals(new Augment(0, 0, false, 0, 0, 0, OFF, erasing, repeats));
    }

    /** The operations of {@link #randAugment}, if there are such. */
    public Optional<RandAugment> operations() {
      return randAugment.equals(OFF) ? Optional.empty() : Optional.of(RandAugment.parse(randAugment));
    }
  }

  /** The digits that come with Fovea, 64 a batch. */
  public static final DataSpec DEFAULT = new DataSpec("digits", 64, 256, 0, 0, Normalize.FIT, Augment.DEFAULT, 0, -1);

  private static final String FOLDER = "image-folder:";

  /** The same with a full path, where the pictures are those of a folder. */
  public DataSpec withFullPaths() {
    return !name.startsWith(FOLDER) ? this : new DataSpec(FOLDER
        + java.nio.file.Path.of(name.substring(FOLDER.length())).toAbsolutePath().normalize(), batchSize,
        testBatchSize, resize, crop, normalize, augment, limit, threads, testLimit);
  }

  /** All test pictures. */
  public DataSpec(String name, int batchSize, int testBatchSize, int resize, int crop, Normalize normalize,
      Augment augment, int limit, int threads) {
    this(name, batchSize, testBatchSize, resize, crop, normalize, augment, limit, threads, 0);
  }

  /** Checks the ranges. */
  public DataSpec {
    if (batchSize < 1 || testBatchSize < 1 || resize < 0 || crop < 0 || limit < 0 || threads < -1
        || testLimit < 0) {
      throw new IllegalArgumentException("expected batchSize and testBatchSize of 1 or more, resize, crop, limit and "
          + "testLimit of 0 or more and threads of -1 or more, got " + batchSize + ", " + testBatchSize + ", "
          + resize + ", " + crop + ", " + limit + ", " + testLimit + " and " + threads);
    }
  }
}
