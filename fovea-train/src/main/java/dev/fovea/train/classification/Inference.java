package dev.fovea.train.classification;

import dev.fovea.train.Precision;

/** How a trained network computes its answers. */
public enum Inference {
  /**
   * The fastest way that moves no logit by more than {@value FastInference#BOUND} of the largest one: {@link #BFLOAT16}
   * where the device is fast at it and the network large enough to gain and shown to stay within that bound,
   * {@link #FLOAT32} elsewhere.
   */
  AUTO,
  /** In float32, with batch normalisations folded into convolutions and channels last: the same up to rounding. */
  FLOAT32,
  /** As {@link #FLOAT32}, with convolutions and matrix products in bfloat16, however far that moves the answer. */
  BFLOAT16,
  /** The network exactly as it was loaded, for those who read its weights or train on. */
  AS_LOADED;

  /** The way that a {@code --precision} asks for. */
  public static Inference of(Precision precision) {
    return switch (precision) {
      case AUTO -> AUTO;
      case FP32 -> FLOAT32;
      case BF16 -> BFLOAT16;
    };
  }
}
