package dev.fovea.train;

import dev.fovea.nn.Module;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.nn.schedule.Schedule;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.MemoryFormat;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.run.Gallery;
import dev.fovea.train.run.Report;
import dev.fovea.train.run.RunFolder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How something learns: its networks, its optimisers, and what a step does with a batch.
 *
 * <p>A scheme says what is particular; the {@link Trainer} does the rest: order, precision, accumulation, clipping,
 * averages, logs, evaluation, checkpoints, resuming. All that must survive a resume is registered in the constructor.
 *
 * <pre>{@code
 * final class Gan extends TrainingScheme<Tensor> {
 *   private final Layer generator = network("generator", new Generator());
 *   private final Layer critic = network("critic", new Critic());
 *
 *   Gan() {
 *     optimization("generator", new Adam(generator.parameters(), 2e-4));
 *     optimization("critic", new Adam(critic.parameters(), 2e-4));
 *   }
 *
 *   protected void trainStep(Tensor real, Step step) {
 *     Tensor fake = generator.apply(noise(real.size(0)));
 *     step.minimize("critic", criticLoss(critic.apply(real), critic.apply(fake.detach())));
 *     if (step.number() % 5 == 0) {
 *       step.minimize("generator", generatorLoss(critic.apply(fake)));
 *     }
 *   }
 * }
 * }</pre>
 *
 * @param <B> a batch, as the loader gives it
 */
public abstract class TrainingScheme<B> implements AutoCloseable {
  private final Map<String, Module> networks = new LinkedHashMap<>();
  private final Map<String, Module> fixed = new LinkedHashMap<>();
  private final Map<String, Optimization> optimizations = new LinkedHashMap<>();
  private final Map<String, Carried> carried = new LinkedHashMap<>();
  private final Map<String, Counter> counters = new LinkedHashMap<>();
  private Device device = Device.CPU;
  private MemoryFormat format = MemoryFormat.CONTIGUOUS;

  /** Registers a network that learns, and that this scheme then owns. */
  protected final <M extends Module> M network(String name, M network) {
    put(networks, "network", name, network);
    return network;
  }

  /** Registers a network that only helps (a teacher, a perceptual loss): frozen, in evaluation mode, not saved. */
  protected final <M extends Module> M fixedNetwork(String name, M network) {
    put(fixed, "fixed network", name, network);
    network.freeze();
    network.eval();
    return network;
  }

  /** Registers an optimiser with a constant learning rate, which this scheme then owns. */
  protected final Optimization optimization(String name, Optimizer optimizer) {
    return optimization(name, optimizer, null);
  }

  /** Registers an optimiser whose learning rate a schedule sets before each update. */
  protected final Optimization optimization(String name, Optimizer optimizer, @Nullable Schedule schedule) {
    Optimization optimization = new Optimization(name, optimizer, schedule);
    put(optimizations, "optimisation", name, optimization);
    return optimization;
  }

  /** Registers a tensor that is carried from step to step and saved. */
  protected final Carried carried(String name) {
    Carried tensor = new Carried();
    put(carried, "carried tensor", name, tensor);
    return tensor;
  }

  /** Registers a number that is kept from step to step and saved. */
  protected final Counter counter(String name, double initial) {
    Counter counter = new Counter(initial);
    put(counters, "counter", name, counter);
    return counter;
  }

  /** Learns from one batch, by calls of {@link Step#minimize}; runs in a scope of its own, in the run's precision. */
  protected abstract void trainStep(B batch, Step step);

  /** Measures the networks, which are in evaluation mode and hold their averages where the run keeps those. */
  protected Metrics evaluate(Evaluation<B> data) {
    return Metrics.NONE;
  }

  /** Called before the first batch of a pass over the data; not when a run resumes in the middle of one. */
  protected void epochStarted(int epoch) {}

  /**
   * Called before the first step of every sitting, after a resumed state was read: the place to make ready what is
   * neither learned nor saved, such as the classifier that a score needs. It draws from random numbers of its own.
   *
   * @param folder where to keep what is costly to make; null where the run keeps nothing
   */
  protected void prepare(@Nullable RunFolder folder) {}

  /**
   * Adds what is particular to the run's report; called at the end, after the last evaluation, with the networks as
   * evaluations see them.
   *
   * @param gallery all pictures and texts that the run showed
   */
  protected void report(Report report, Gallery gallery) {}

  /** What someone needs to use the weights: goes with them into their files. */
  protected Map<String, String> metadata() {
    return Map.of();
  }

  /** A tensor on the run's device, pictures in the run's memory order. */
  protected final Tensor input(Tensor tensor) {
    Tensor there = tensor.to(device);
    return there.dim() == 4 && format != MemoryFormat.CONTIGUOUS && there.dtype().isFloatingPoint()
        ? there.to(format) : there;
  }

  /** Where the run computes. */
  protected final Device device() {
    return device;
  }

  /** The networks that learn, by name. */
  public final Map<String, Module> networks() {
    return Collections.unmodifiableMap(networks);
  }

  /** The optimisations, by name. */
  public final Map<String, Optimization> optimizations() {
    return Collections.unmodifiableMap(optimizations);
  }

  final Map<String, Carried> carried() {
    return carried;
  }

  final Map<String, Counter> counters() {
    return counters;
  }

  final Optimization optimizationNamed(String name) {
    Optimization found = optimizations.get(name);
    if (found == null) {
      throw new IllegalArgumentException("There is no optimisation '" + name + "'; the scheme has "
          + optimizations.keySet());
    }
    return found;
  }

  /** Moves all networks, once, before training. */
  final void place(Device where, MemoryFormat order) {
    device = where;
    format = order;
    for (Map<String, Module> group : java.util.List.of(networks, fixed)) {
      group.values().forEach(network -> {
        network.to(where);
        if (order != MemoryFormat.CONTIGUOUS) {
          network.to(order);
        }
      });
    }
  }

  final void trainMode() {
    networks.values().forEach(Module::train);
  }

  final void evalMode() {
    networks.values().forEach(Module::eval);
  }

  private <T> void put(Map<String, T> map, String kind, String name, T value) {
    if (name.isEmpty() || name.contains("/") || map.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException("A " + kind + " needs a name of its own without '/', got '" + name
          + "'; there are " + map.keySet());
    }
  }

  /** Frees the networks, the optimisers and what is carried. */
  @Override
  public void close() {
    optimizations.values().forEach(Optimization::close);
    networks.values().forEach(Module::close);
    fixed.values().forEach(Module::close);
    carried.values().forEach(Carried::close);
  }
}
