package dev.fovea.models;

import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** A classifier that can answer in other ways than its usual one: by one of its columns, by one of its heads. */
public interface HasAlternativeScores {
  /**
   * All its answers.
   *
   * @param logits the usual scores (n, classes)
   * @param alternatives the other scores (n, classes) by name, such as {@code deepest}; each name is a word that can
   *     stand before {@code _accuracy}
   */
  record Scores(Tensor logits, Map<String, Tensor> alternatives) {
    /** Copies the map, in its order. */
    public Scores {
      alternatives = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(alternatives));
    }
  }

  /** The answers of the network in evaluation mode to pictures (n, channels, height, width). */
  Scores alternativeScores(Tensor x);
}
