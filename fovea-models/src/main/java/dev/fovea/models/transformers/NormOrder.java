package dev.fovea.models.transformers;

/** When a branch normalises. */
enum NormOrder {
  /** What comes in, as in Swin (Liu et al., 2021). */
  BEFORE,
  /** What comes out, as in Swin v2 (Liu et al., 2021, section 3.2). */
  AFTER
}
