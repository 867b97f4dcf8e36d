package dev.fovea.train.recipe;

import dev.fovea.nn.loss.CrossEntropyLoss;
import dev.fovea.nn.loss.Loss;
import dev.fovea.nn.loss.MultiMarginLoss;

/**
 * What a classifier's training makes small.
 *
 * @param name which loss
 * @param labelSmoothing part of each target that is spread over all classes (cross-entropy)
 */
public record LossSpec(Name name, double labelSmoothing) {
  /** The losses of classifiers. */
  public enum Name {
    CROSS_ENTROPY,
    /** The multiclass hinge of support vector machines. */
    HINGE
  }

  /** Cross-entropy without smoothing. */
  public static final LossSpec DEFAULT = new LossSpec(Name.CROSS_ENTROPY, 0);

  /** Checks the smoothing. */
  public LossSpec {
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException("labelSmoothing: expected 0 to below 1, got " + labelSmoothing);
    }
  }

  /** The loss itself. */
  public Loss create() {
    return switch (name) {
      case CROSS_ENTROPY -> new CrossEntropyLoss().withLabelSmoothing(labelSmoothing);
      case HINGE -> new MultiMarginLoss();
    };
  }
}
