package dev.fovea.data;

/** The parts of a data set. */
public enum Split {
  /** What a model learns from. */
  TRAIN,
  /** What choices are made by. */
  VALIDATION,
  /** What the final figure is measured on. */
  TEST
}
