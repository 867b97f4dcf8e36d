package dev.fovea.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Named numbers, in the order to show them: what an evaluation found. */
public record Metrics(Map<String, Double> values) {
  private static final java.util.List<String> PERCENTS =
      java.util.List.of("accuracy", "top", "error", "iou", "mean_iou", "interval");

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

  /** A number as people read it: shares of one ({@code accuracy}, {@code error}, {@code iou}, ...) as percents. */
  public static String text(String name, double value) {
    return PERCENTS.stream().anyMatch(name::startsWith) || name.endsWith("_accuracy")
        ? String.format(java.util.Locale.ROOT, "%.2f %%", 100 * value)
        : String.format(java.util.Locale.ROOT, "%.4g", value);
  }

  /**
   * Whether a number is one of a group rather than a figure of its own: {@code iou/road}, {@code iou/sky}. Groups are
   * one plot of a report, and stay out of the lines that tell how a run goes.
   */
  public static boolean isDetail(String name) {
    return name.indexOf('/') >= 0;
  }

  /** The numbers that are figures of their own. */
  public Metrics figures() {
    Map<String, Double> figures = new LinkedHashMap<>(values);
    figures.keySet().removeIf(Metrics::isDetail);
    return new Metrics(figures);
  }

  /** {@code loss 0.1234, accuracy 0.9876}. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(entry -> String.format(java.util.Locale.ROOT, "%s %.4f", entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
