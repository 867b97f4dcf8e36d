package dev.fovea.models.parity;

import dev.fovea.models.parity.CardResult.Worst;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What agrees and what does not between a card and what was computed here. */
final class Comparison {
  /** Largest error of a value, by max(1, largest absolute value of its output). */
  static final double VALUE_TOLERANCE = 1e-4;
  /** Largest relative error of a gradient's norm. */
  static final double GRADIENT_TOLERANCE = 5e-3;
  /** Norms below this may differ by {@link #TINY_TOLERANCE}. */
  private static final double TINY = 1e-4;
  private static final double TINY_TOLERANCE = 1e-6;
  private static final int MOST_PROBLEMS = 12;

  private final List<String> problems = new ArrayList<>();
  private Worst worst = Worst.NONE;

  List<String> problems() {
    return problems;
  }

  Worst worst() {
    return worst;
  }

  void problem(String text) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(text);
    } else if (problems.size() == MOST_PROBLEMS) {
      problems.add("... and more");
    }
  }

  /** Names, order, shapes, types and which entries are filled. */
  void state(List<Fill.Entry> expected, List<Fill.Entry> actual) {
    List<String> wanted = expected.stream().map(Fill.Entry::name).toList();
    List<String> present = actual.stream().map(Fill.Entry::name).toList();
    Set<String> missing = new TreeSet<>(wanted);
    present.forEach(missing::remove);
    Set<String> extra = new TreeSet<>(present);
    wanted.forEach(extra::remove);
    missing.forEach(name -> problem("state: '" + name + "' is missing"));
    extra.forEach(name -> problem("state: '" + name + "' is not the card's"));
    if (!missing.isEmpty() || !extra.isEmpty()) {
      return;
    }
    for (int i = 0; i < wanted.size(); i++) {
      Fill.Entry one = expected.get(i);
      Fill.Entry other = actual.get(i);
      if (!one.name().equals(other.name())) {
        problem("state: entry " + i + ": expected '" + one.name() + "', got '" + other.name() + "'");
        return;
      }
      if (!one.equals(other)) {
        problem("state: '" + one.name() + "': expected " + describe(one) + ", got " + describe(other));
      }
    }
  }

  private static String describe(Fill.Entry entry) {
    return entry.dtype() + entry.shape() + (entry.filled() ? " filled" : " as built");
  }

  /** Shape, every stride-th value, mean, standard deviation and largest absolute value of one output. */
  void output(Card.Output expected, Tensor actual) {
    String name = expected.name();
    if (!expected.shape().equals(Fill.shape(actual))) {
      problem("output '" + name + "': expected shape " + expected.shape() + ", got " + Fill.shape(actual));
      return;
    }
    double[] values = Scope.run(() -> actual.detach().to(DType.FLOAT64)).toDoubles();
    int listed = (values.length + expected.stride() - 1) / expected.stride();
    if (expected.values().size() != listed) {
      problem("output '" + name + "': the card lists " + expected.values().size() + " values, its shape and stride ask "
          + "for " + listed);
      return;
    }
    double scale = Math.max(1, expected.absmax());
    int bad = 0;
    String first = "";
    for (int i = 0; i < listed; i++) {
      int at = i * expected.stride();
      double error = error(expected.values().get(i), values[at]) / scale;
      worst = worst.or(error, name + "[" + at + "]");
      if (!(error <= VALUE_TOLERANCE) && bad++ == 0) {
        first = "[" + at + "]: expected " + expected.values().get(i) + ", got " + values[at];
      }
    }
    if (bad > 0) {
      problem("output '" + name + "': " + bad + " of " + listed + " values differ, the first at " + first);
    }
    summary(name + ".mean", expected.mean(), mean(values), scale);
    summary(name + ".std", expected.std(), deviation(values), scale);
    summary(name + ".absmax", expected.absmax(), largest(values), scale);
  }

  private void summary(String name, double expected, double actual, double scale) {
    double error = error(expected, actual) / scale;
    worst = worst.or(error, name);
    if (!(error <= VALUE_TOLERANCE)) {
      problem("output '" + name + "': expected " + expected + ", got " + actual);
    }
  }

  /** Norms of gradients by name; one that the card does not list must be absent or zero, unless it leaves some out. */
  void gradients(Card card, Map<String, Double> actual) {
    Map<String, Double> expected = card.gradients();
    expected.forEach((name, norm) -> {
      Double got = actual.get(name);
      if (got == null) {
        problem("gradient of '" + name + "': expected norm " + norm + ", got none");
        return;
      }
      double difference = error(norm, got);
      boolean tiny = Math.abs(norm) < TINY;
      double error = tiny ? difference / TINY_TOLERANCE * GRADIENT_TOLERANCE : difference / Math.abs(norm);
      worst = worst.or(error, name);
      if (!(error <= GRADIENT_TOLERANCE)) {
        problem("gradient of '" + name + "': expected norm " + norm + ", got " + got);
      }
    });
    actual.forEach((name, norm) -> {
      if (!expected.containsKey(name) && !card.leavesGradientsOut() && !(norm <= TINY_TOLERANCE)) {
        problem("gradient of '" + name + "': expected none, got norm " + norm);
      }
    });
  }

  private static double error(double expected, double actual) {
    if (expected == actual || Double.isNaN(expected) && Double.isNaN(actual)) {
      return 0;
    }
    double difference = Math.abs(expected - actual);
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return values.length == 0 ? 0 : sum / values.length;
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return values.length == 0 ? 0 : Math.sqrt(sum / values.length);
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Double.isNaN(value) ? value : Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
