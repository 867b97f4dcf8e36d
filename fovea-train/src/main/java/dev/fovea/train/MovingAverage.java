package dev.fovea.train;

import dev.fovea.nn.Module;
import dev.fovea.tensor.FusedOptimizers;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The exponential moving average of a network's weights and buffers, which often generalises better than the last ones.
 *
 * <p>As timm's model EMA: average = decay x average + (1 - decay) x weights after each update; whole-number buffers are
 * copied. Polyak and Juditsky, Acceleration of Stochastic Approximation by Averaging, 1992.
 */
public final class MovingAverage implements AutoCloseable {
  /**
   * How the average is taken.
   *
   * @param decay weight of the past, in [0, 1)
   * @param warmup whether the decay grows from {@code minDecay} with the number of updates
   * @param warmupGamma updates after which the warm-up slows down
   * @param warmupPower 2/3 for short trainings (decay 0.999 after 31,600 updates), 3/4 for shorter ones
   * @param minDecay the lowest decay in the warm-up
   * @param updateAfter updates during which the weights are only copied
   */
  public record Options(double decay, boolean warmup, double warmupGamma, double warmupPower, double minDecay,
      long updateAfter) {
    /** 0.9999 without warm-up. */
    public static final Options DEFAULT = new Options(0.9999, false, 1, 2.0 / 3, 0, 0);

    /** Checks the ranges. */
    public Options {
      if (!(decay >= 0 && decay < 1) || !(minDecay >= 0 && minDecay <= decay)) {
        throw new IllegalArgumentException("Moving average: expected 0 <= minDecay <= decay < 1, got " + minDecay
            + " and " + decay);
      }
      if (!(warmupGamma > 0) || !(warmupPower > 0) || updateAfter < 0) {
        throw new IllegalArgumentException("Moving average: expected warmupGamma and warmupPower above 0 and "
            + "updateAfter of 0 or more, got " + warmupGamma + ", " + warmupPower + " and " + updateAfter);
      }
    }

    /** Always the same decay. */
    public static Options constant(double decay) {
      return new Options(decay, false, 1, 2.0 / 3, 0, 0);
    }

    /** The decay of an update, counted from 1 (timm's ModelEmaV3; with neither warm-up nor delay, its V2). */
    public double decayAt(long update) {
      if (!warmup && updateAfter == 0) {
        return decay;
      }
      long counted = Math.max(0, update - updateAfter - 1);
      if (counted == 0) {
        return 0;
      }
      double grown = warmup ? 1 - Math.pow(1 + counted / warmupGamma, -warmupPower) : decay;
      return Math.max(minDecay, Math.min(decay, grown));
    }
  }

  private final Options options;
  private final Map<Tensor, Tensor> averages = new IdentityHashMap<>();
  private final LinkedHashMap<String, Tensor> named = new LinkedHashMap<>();
  private final List<Tensor> live = new ArrayList<>();
  private long updates;

  /** Starts from the network's present state; the network must outlive this. */
  public MovingAverage(Module network, Options options) {
    this.options = options;
    network.stateDict().forEach((name, tensor) -> named.put(name, averages.computeIfAbsent(tensor, key -> {
      live.add(key);
      return Scope.release(Scope.run(() -> Tensors.emptyLike(key.detach()).copy_(key.detach())));
    })));
  }

  /** Takes the network's state after an update into the average. */
  public void update() {
    updates++;
    double decay = options.decayAt(updates);
    try (GradMode off = GradMode.noGrad(); Scope scope = Scope.open()) {
      List<Tensor> floats = new ArrayList<>();
      List<Tensor> sources = new ArrayList<>();
      for (Tensor tensor : live) {
        Tensor average = averages.get(tensor);
        if (decay == 0 || !tensor.dtype().isFloatingPoint()) {
          average.copy_(tensor);
        } else {
          floats.add(average);
          sources.add(tensor);
        }
      }
      if (!floats.isEmpty()) {
        FusedOptimizers.lerp_(floats, sources, 1 - decay);
      }
    }
  }

  /** Puts the averages into the network until the result is closed; the weights are then as they were. */
  public Module.Closer use() {
    swap();
    return this::swap;
  }

  private void swap() {
    try (GradMode off = GradMode.noGrad(); Scope scope = Scope.open()) {
      for (Tensor tensor : live) {
        Tensor average = averages.get(tensor);
        Tensor held = tensor.detach();
        tensor.setData_(average);
        average.setData_(held);
      }
    }
  }

  /** The averages by the names of the network's state dict; live, do not close. */
  public Map<String, Tensor> stateDict() {
    return java.util.Collections.unmodifiableMap(named);
  }

  /** The number of updates taken in. */
  public long updates() {
    return updates;
  }

  /** Continues after so many updates, when a run is resumed. */
  void updates(long count) {
    updates = count;
  }

  /**
   * Moves a target network's parameters towards an online network's, as BYOL and MoCo do:
   * target = decay x target + (1 - decay) x online. Buffers stay.
   *
   * @throws IllegalArgumentException if their parameters have different names
   */
  public static void follow(Module target, Module online, double decay) {
    Map<String, Tensor> targets = target.namedParameters();
    Map<String, Tensor> sources = online.namedParameters();
    if (!targets.keySet().equals(sources.keySet())) {
      throw new IllegalArgumentException("A target network follows one of the same parameters, but " + targets.keySet()
          + " and " + sources.keySet() + " came");
    }
    try (GradMode off = GradMode.noGrad()) {
      FusedOptimizers.lerp_(List.copyOf(targets.values()), List.copyOf(sources.values()), 1 - decay);
    }
  }

  /** Frees the averages. */
  @Override
  public void close() {
    averages.values().forEach(Tensor::close);
  }
}
