package dev.fovea.train.segmentation;

import dev.fovea.data.MaskedImage;
import dev.fovea.data.SegmentationParts;
import dev.fovea.train.recipe.DataSpec.Normalize;
import java.nio.file.Path;
import java.util.List;

/**
 * Which pictures and masks, in which form.
 *
 * @param name {@code camvid}, or {@code mask-folder:PATH}
 * @param batchSize pictures in a training batch
 * @param testBatchSize pictures in an evaluation batch; 1 where they keep their own sizes
 * @param width to which all pictures are brought before anything else; 0 with a height of 0 leaves their sizes
 * @param height to which all pictures are brought
 * @param crop side of the squares that are cut from training pictures; 0 takes width and height
 * @param normalize how values are scaled
 * @param augment what changes training pictures at random
 * @param ignore values of masks that count for nothing
 * @param limit training pictures to use, evenly drawn; 0 for all
 * @param threads that prepare pictures; -1 for as many as there are processors, at most 8
 */
public record SegmentationData(String name, int batchSize, int testBatchSize, int width, int height, int crop,
    Normalize normalize, Augment augment, List<Integer> ignore, int limit, int threads) {
  /**
   * What changes training pictures at random.
   *
   * @param flip whether left and right are exchanged half of the time
   * @param minScale least enlargement
   * @param maxScale largest enlargement
   * @param jitter how much brightness, contrast and saturation change, 0 to 1
   */
  public record Augment(boolean flip, double minScale, double maxScale, double jitter) {
    /** Nothing. */
    public static final Augment DEFAULT = new Augment(false, 1, 1, 0);

    /** Checks the ranges. */
    public Augment {
      if (!(minScale > 0 && minScale <= maxScale && maxScale <= 100) || !(jitter >= 0 && jitter <= 1)) {
        throw new IllegalArgumentException("expected minScale above 0 and up to maxScale, maxScale up to 100 and jitter"
            + " of 0 to 1, got " + minScale + ", " + maxScale + " and " + jitter);
      }
    }
  }

  /** CamVid at 160 x 120, eight pictures a batch. */
  public static final SegmentationData DEFAULT = new SegmentationData("camvid", 8, 16, 160, 120, 0, Normalize.FIT,
      Augment.DEFAULT, List.of(MaskedImage.VOID), 0, -1);

  /** Checks the ranges. */
  public SegmentationData {
    ignore = List.copyOf(ignore);
    if (batchSize < 1 || testBatchSize < 1 || limit < 0 || threads < -1) {
      throw new IllegalArgumentException("expected batchSize and testBatchSize of 1 or more, limit of 0 or more and "
          + "threads of -1 or more, got " + batchSize + ", " + testBatchSize + ", " + limit + " and " + threads);
    }
    if (width < 0 || height < 0 || crop < 0 || width == 0 != (height == 0)) {
      throw new IllegalArgumentException("expected width and height both 0 or both above it and crop of 0 or more, got "
          + width + ", " + height + " and " + crop);
    }
    if (width == 0 && crop == 0) {
      throw new IllegalArgumentException("training pictures of a batch need one size: set width and height, or crop");
    }
    if (ignore.stream().anyMatch(number -> number < 0 || number > 255)) {
      throw new IllegalArgumentException("ignore: expected numbers of 0 to 255, got " + ignore);
    }
  }

  /** Pixels across a training picture. */
  int trainWidth() {
    return crop > 0 ? crop : width;
  }

  /** Pixels down a training picture. */
  int trainHeight() {
    return crop > 0 ? crop : height;
  }

  /** Pictures in an evaluation batch, which needs them to be of one size. */
  int evaluationBatch() {
    return width > 0 ? testBatchSize : 1;
  }

  /** The same with a full path. */
  SegmentationData withFullPaths() {
    return name.startsWith(SegmentationParts.FOLDER)
        ? new SegmentationData(SegmentationParts.FOLDER
            + Path.of(name.substring(SegmentationParts.FOLDER.length())).toAbsolutePath().normalize(), batchSize,
            testBatchSize, width, height, crop, normalize, augment, ignore, limit, threads)
        : this;
  }
}
