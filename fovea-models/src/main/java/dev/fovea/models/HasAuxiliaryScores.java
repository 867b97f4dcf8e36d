package dev.fovea.models;

import dev.fovea.tensor.Tensor;
import java.util.List;

/** A classifier some of whose inner layers score too, to bring gradients into its depth while it trains. */
public interface HasAuxiliaryScores {
  /**
   * What all its heads say.
   *
   * @param logits scores (n, classes) of the last layer
   * @param auxiliary scores (n, classes) of inner layers, the one nearest to the input first; none in evaluation mode
   */
  record Scores(Tensor logits, List<Tensor> auxiliary) {}

  /** The scores of pictures (n, channels, height, width). */
  Scores scores(Tensor x);

  /** What the loss of each auxiliary head counts beside that of the last layer. */
  double auxiliaryWeight();
}
