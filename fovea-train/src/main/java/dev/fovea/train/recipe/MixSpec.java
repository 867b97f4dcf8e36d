package dev.fovea.train.recipe;

import dev.fovea.data.MixUp;

/**
 * How the pictures of a training batch are mixed.
 *
 * @param mixup of the beta distribution that MixUp draws its share from; 0 for no MixUp
 * @param cutmix of the beta distribution that CutMix draws its share from; 0 for no CutMix
 * @param prob with which a batch (or a picture or pair of it) is mixed
 * @param switchProb with which CutMix is taken, where both are on
 * @param mode what shares a draw: the batch, a pair of pictures, or none (elem); half gives back the first half of elem
 */
public record MixSpec(double mixup, double cutmix, double prob, double switchProb, MixUp.Mode mode) {
  /** Nothing is mixed. */
  public static final MixSpec DEFAULT = new MixSpec(0, 0, 1, 0.5, MixUp.Mode.BATCH);

  /** Checks the ranges. */
  public MixSpec {
    new MixUp(mixup, cutmix, prob, switchProb, mode, true, 0, 1);
  }

  /** Whether every batch stays as it is. */
  public boolean isNone() {
    return mixup == 0 && cutmix == 0 || prob == 0;
  }

  /** The mixing itself; label smoothing is the loss's. */
  public MixUp create(int classes) {
    return new MixUp(mixup, cutmix, prob, switchProb, mode, true, 0, classes);
  }
}
