package dev.fovea.models;

import dev.fovea.tensor.Tensor;

/** A classifier with two heads: one learns from the labels, the other from a teacher. Touvron et al., DeiT, 2020. */
public interface HasDistillationScores {
  /**
   * What both heads say.
   *
   * @param classScores scores (n, classes) of the head that learns from labels
   * @param distillationScores scores (n, classes) of the head that learns from a teacher
   */
  record Scores(Tensor classScores, Tensor distillationScores) {}

  /** The scores of pictures (n, channels, height, width), in training as in evaluation mode. */
  Scores distillationScores(Tensor x);
}
