package dev.fovea.train.classification;

import dev.fovea.train.Metrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How well a classifier does on a data set.
 *
 * @param samples pictures
 * @param loss mean cross-entropy
 * @param accuracy part of the pictures whose most probable class is right
 * @param top5 part whose right class is among the five most probable; 1 where there are five classes or fewer
 * @param alternatives the accuracy of each other way to answer that the network has, by name
 * @param confusion pictures by right class (row) and most probable class (column)
 * @param mistakes the wrong answers of highest probability first
 */
public record ClassificationResult(long samples, double loss, double accuracy, double top5,
    Map<String, Double> alternatives, long[][] confusion, List<Mistake> mistakes) {
  /** Copies the map, in its order. */
  public ClassificationResult {
    alternatives = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(alternatives));
  }

  /**
   * A wrong answer.
   *
   * @param index place in the data set
   * @param label right class
   * @param predicted most probable class
   * @param probability of the predicted class, 0 to 1
   * @param labelProbability of the right class, 0 to 1
   */
  public record Mistake(int index, int label, int predicted, double probability, double labelProbability) {}

  /** The figures by name: accuracy, {@code NAME_accuracy} of each alternative, loss, and beyond five classes top5. */
  public Metrics metrics() {
    Metrics metrics = Metrics.of("accuracy", accuracy);
    for (Map.Entry<String, Double> other : alternatives.entrySet()) {
      metrics = metrics.and(other.getKey() + "_accuracy", other.getValue());
    }
    metrics = metrics.and("loss", loss);
    return confusion.length > 5 ? metrics.and("top5", top5) : metrics;
  }

  /** Part of the pictures of a class that are recognised; NaN where there are none. */
  public double recall(int label) {
    long all = 0;
    for (long count : confusion[label]) {
      all += count;
    }
    return (double) confusion[label][label] / all;
  }

  /** Part of the answers of a class that are right; NaN where there are none. */
  public double precision(int predicted) {
    long all = 0;
    for (long[] row : confusion) {
      all += row[predicted];
    }
    return (double) confusion[predicted][predicted] / all;
  }
}
