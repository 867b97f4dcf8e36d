package dev.fovea.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Named numbers, in the order to show them: what an evaluation found. */
public record Metrics(Map<String, Double> values) {
  /** No numbers. */
  public static final Metrics NONE = new Metrics(Map.of());

  /** Takes a copy that keeps the order. */
  public Metrics {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** One number. */
  public static Metrics of(String name, double value) {
    return new Metrics(Map.of(name, value));
  }

  /** These numbers and one more. */
  public Metrics and(String name, double value) {
    Map<String, Double> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Metrics(more);
  }

  /**
   * One number.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public double get(String name) {
    Double value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("There is no metric '" + name + "'; the evaluation gives " + values.keySet());
    }
    return value;
  }

  /** {@code loss 0.1234, accuracy 0.9876}. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(entry -> String.format(java.util.Locale.ROOT, "%s %.4f", entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
