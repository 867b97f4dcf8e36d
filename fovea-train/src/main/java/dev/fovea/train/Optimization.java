package dev.fovea.train;

import dev.fovea.nn.optim.GradientClipping;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.nn.optim.ParameterGroup;
import dev.fovea.nn.schedule.Plateau;
import dev.fovea.nn.schedule.Schedule;
import dev.fovea.tensor.Autograd;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An optimiser with its name and schedule, and the batches that it has taken in since its last update. */
public final class Optimization implements AutoCloseable {
  private final String name;
  private final Optimizer optimizer;
  private final @Nullable Schedule schedule;
  private @Nullable Plateau plateau;
  private int pending;
  private long updates;

  Optimization(String name, Optimizer optimizer, @Nullable Schedule schedule) {
    this.name = name;
    this.optimizer = optimizer;
    this.schedule = schedule;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Its optimiser. */
  public Optimizer optimizer() {
    return optimizer;
  }

  /** Its schedule, or null where the learning rate is constant. */
  public @Nullable Schedule schedule() {
    return schedule;
  }

  /**
   * Has the learning rate lowered when the run's monitored number gets no better; it then sets the rate alone, and the
   * schedule no more.
   */
  public Optimization lowerOnPlateau(Plateau.Options options) {
    plateau = new Plateau(options);
    return this;
  }

  @Nullable Plateau plateau() {
    return plateau;
  }

  /** Updates of the parameters so far. */
  public long updates() {
    return updates;
  }

  /** Batches taken in since the last update. */
  public int pending() {
    return pending;
  }

  /** The highest learning rate of its parameter groups. */
  public double learningRate() {
    return optimizer.groups().stream().mapToDouble(ParameterGroup::lr).max().orElse(0);
  }

  /** Continues where a checkpoint says. */
  void restore(int pendingBatches, long updatesDone) {
    pending = pendingBatches;
    updates = updatesDone;
  }

  /** Whether a scheme has one optimisation that holds all its parameters, which plain backward then serves. */
  static boolean ownsAll(TrainingScheme<?> scheme) {
    if (scheme.optimizations().size() != 1) {
      return false;
    }
    Set<Tensor> owned = Collections.newSetFromMap(new IdentityHashMap<>());
    owned.addAll(scheme.optimizations().values().iterator().next().optimizer.parameters());
    return scheme.networks().values().stream().flatMap(network -> network.parameters().stream())
        .allMatch(parameter -> owned.contains(parameter) || !parameter.requiresGrad());
  }

  /** Adds a loss's gradients to these parameters alone. */
  void backward(Tensor loss, boolean retainGraph, boolean alone) {
    if (alone && !retainGraph) {
      loss.backward();
      return;
    }
    List<Tensor> targets = optimizer.parameters().stream().filter(Tensor::requiresGrad).toList();
    List<@Nullable Tensor> gradients = Autograd.grad(List.of(loss), targets, null, retainGraph, false, true);
    try (GradMode off = GradMode.noGrad(); Scope scope = Scope.open()) {
      for (int i = 0; i < targets.size(); i++) {
        Tensor gradient = gradients.get(i);
        Tensor before = targets.get(i).grad();
        if (gradient != null && before != null) {
          before.add_(gradient);
        } else if (gradient != null) {
          targets.get(i).setGrad(gradient);
        }
      }
    }
  }

  /** Counts a batch; with enough of them clips, steps and forgets the gradients. */
  boolean update(TrainingOptions options) {
    if (++pending < options.accumulate()) {
      return false;
    }
    if (options.clipValue() > 0) {
      GradientClipping.byValue_(optimizer.parameters(), options.clipValue());
    }
    if (options.clipNorm() > 0) {
      try (Scope scope = Scope.open()) {
        double norm = GradientClipping.byNorm_(optimizer.parameters(), options.clipNorm()).item();
        if (!Double.isFinite(norm)) {
          throw new Step.NotFinite(name + " (the norm of its gradients)", norm);
        }
      }
    }
    if (schedule != null && plateau == null) {
      schedule.apply(optimizer, updates);
    }
    optimizer.step();
    optimizer.zeroGrad();
    pending = 0;
    updates++;
    return true;
  }

  @Override
  public void close() {
    optimizer.close();
  }
}
