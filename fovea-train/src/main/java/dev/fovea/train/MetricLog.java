package dev.fovea.train;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Means of the numbers that steps log; values are fetched from the device only when the means are asked for. */
final class MetricLog {
  private static final class Sum {
    double total;
    long count;
    final List<Tensor> pending = new ArrayList<>();

    void fetch() {
      for (Tensor tensor : pending) {
        total += tensor.item();
        count++;
        tensor.close();
      }
      pending.clear();
    }
  }

  private final Map<String, Sum> sums = new LinkedHashMap<>();

  void add(String name, Tensor scalar) {
    sum(name).pending.add(Scope.release(scalar.detach()));
  }

  void add(String name, double value) {
    Sum sum = sum(name);
    sum.total += value;
    sum.count++;
  }

  /** The means since the last call. */
  Metrics drain() {
    Map<String, Double> means = new LinkedHashMap<>();
    sums.forEach((name, sum) -> {
      sum.fetch();
      if (sum.count > 0) {
        means.put(name, sum.total / sum.count);
      }
    });
    sums.clear();
    return new Metrics(means);
  }

  /** Totals and counts by name, for a checkpoint. */
  Map<String, double[]> save() {
    Map<String, double[]> saved = new LinkedHashMap<>();
    sums.forEach((name, sum) -> {
      sum.fetch();
      saved.put(name, new double[] {sum.total, sum.count});
    });
    return saved;
  }

  void load(Map<String, double[]> saved) {
    sums.clear();
    saved.forEach((name, pair) -> {
      Sum sum = sum(name);
      sum.total = pair[0];
      sum.count = (long) pair[1];
    });
  }

  private Sum sum(String name) {
    return sums.computeIfAbsent(name, key -> new Sum());
  }
}
