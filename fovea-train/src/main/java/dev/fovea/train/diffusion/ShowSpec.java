package dev.fovea.train.diffusion;

/**
 * What a run shows of its pictures.
 *
 * @param perClass pictures of each class on a sheet; without classes, pictures of each of ten rows
 * @param every epochs between sheets and their figures; the last epoch always has them, 0 for only that
 * @param compared pictures for each row of the last comparison of samplers and guidance; 0 for no comparison
 */
public record ShowSpec(int perClass, int every, int compared) {
  /** Sheets of eight a class after each epoch, comparisons of 200 pictures. */
  public static final ShowSpec DEFAULT = new ShowSpec(8, 1, 200);

  /** Checks the ranges. */
  public ShowSpec {
    if (perClass < 1 || every < 0 || compared < 0 || compared == 1) {
      throw new IllegalArgumentException("expected perClass of 1 or more, every of 0 or more and compared of 0 or 2 or "
          + "more, got " + perClass + ", " + every + " and " + compared);
    }
  }
}
