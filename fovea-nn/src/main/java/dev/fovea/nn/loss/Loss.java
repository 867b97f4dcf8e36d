package dev.fovea.nn.loss;

import dev.fovea.tensor.Tensor;

/**
 * What training makes small: a number (or one per element) from a prediction and what it should have been.
 *
 * <pre>{@code
 * Loss loss = new CrossEntropyLoss().withLabelSmoothing(0.1);
 * loss.apply(logits, labels).backward();
 * }</pre>
 */
@FunctionalInterface
public interface Loss {
  /** The loss of a prediction; the shapes are those that the implementing class tells. */
  Tensor apply(Tensor input, Tensor target);
}
