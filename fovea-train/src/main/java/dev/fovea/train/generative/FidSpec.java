package dev.fovea.train.generative;

import java.nio.file.Path;

/**
 * How made pictures are measured: FID over features of a classifier trained here, not Inception, so that its figures
 * compare with each other on the same data but not with those of papers.
 *
 * @param classifier a classifier's run or weights file whose features count; empty to train one on the same data first
 * @param passes over the data that this training takes
 * @param samples pictures that are made for a measurement
 */
public record FidSpec(String classifier, int passes, int samples) {
  /** Two passes of training, 10,000 pictures. */
  public static final FidSpec DEFAULT = new FidSpec("", 2, 10000);

  /** Checks the ranges. */
  public FidSpec {
    if (passes < 1 || samples < 2) {
      throw new IllegalArgumentException("expected passes of 1 or more and samples of 2 or more, got " + passes
          + " and " + samples);
    }
  }

  /** The same with a full path, where a classifier is named. */
  public FidSpec withFullPaths() {
    return classifier.isEmpty() ? this
        : new FidSpec(Path.of(classifier).toAbsolutePath().normalize().toString(), passes, samples);
  }
}
