package dev.fovea.models;

import dev.fovea.tensor.Tensor;

/** A classifier with a second head, which learns from a teacher what the first learns from the labels. */
public interface HasDistillationScores {
  /**
   * What both heads say.
   *
   * @param classScores scores (n, classes) of the head that learns from labels
   * @param distillationScores scores (n, classes) of the head that learns from the teacher
   */
  record Scores(Tensor classScores, Tensor distillationScores) {}

  /** The scores of pictures (n, channels, height, width). */
  Scores distillationScores(Tensor x);
}
