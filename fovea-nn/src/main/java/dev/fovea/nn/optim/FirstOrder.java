package dev.fovea.nn.optim;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An optimiser that needs no more than one gradient a step, and remembers tensors of each parameter's shape.
 *
 * @param <S> its settings
 */
public abstract class FirstOrder<S> extends Optimizer {
  private final List<ParameterGroup<S>> typedGroups;
  private final List<List<ParameterState>> states = new ArrayList<>();
  private final List<String> slots;

  FirstOrder(List<ParameterGroup<S>> groups, String... slots) {
    super(groups);
    this.typedGroups = List.copyOf(groups);
    this.slots = List.of(slots);
    for (ParameterGroup<S> group : groups) {
      states.add(group.parameters().stream().map(p -> new ParameterState(p, slots.length)).toList());
    }
  }

  @Override
  public List<ParameterGroup<S>> groups() {
    return typedGroups;
  }

  @Override
  public final void step() {
    try (GradMode off = GradMode.noGrad(); Scope scope = Scope.open()) {
      for (int i = 0; i < states.size(); i++) {
        List<ParameterState> active = new ArrayList<>(states.get(i).size());
        for (ParameterState state : states.get(i)) {
          state.gradient = state.parameter.grad();
          if (state.gradient != null) {
            state.step++;
            active.add(state);
          }
        }
        for (List<ParameterState> alike : partition(active)) {
          update(typedGroups.get(i), alike);
        }
      }
    } finally {
      states.forEach(group -> group.forEach(state -> state.gradient = null));
    }
  }

  /** Changes parameters that have gradients, one dtype, device and step count, and are at least one. */
  abstract void update(ParameterGroup<S> group, List<ParameterState> active);

  /** Whether one kernel can change all these parameters; if so, their state lies in memory as it needs. */
  static boolean fusable(List<ParameterState> active) {
    DType type = active.get(0).dtype;
    boolean fusable = type == DType.FLOAT32 || type == DType.FLOAT64;
    for (int i = 0; i < active.size() && fusable; i++) {
      fusable = active.get(i).gradient().dtype() == type && active.get(i).align();
    }
    return fusable;
  }

  /**
   * Runs separate operations on lists: parameter by parameter on a CPU, where what one leaves in the cache the next
   * operation finds there and intermediates stay small, and on all together elsewhere, where few launches count.
   */
  static void separately(List<ParameterState> active, Consumer<List<ParameterState>> update) {
    if (active.get(0).device.kind() != Device.Kind.CPU) {
      update.accept(active);
      return;
    }
    for (ParameterState state : active) {
      Scope.run(() -> update.accept(List.of(state)));
    }
  }

  /** For each parameter the same count, where the fused kernels read it. */
  static List<Tensor> counts(List<ParameterState> active, double count) {
    Tensor shared = Tensors.empty(DType.FLOAT32, active.get(0).device).fill_(count);
    return Collections.nCopies(active.size(), shared);
  }

  static List<Tensor> parameters(List<ParameterState> active) {
    List<Tensor> list = new ArrayList<>(active.size());
    active.forEach(state -> list.add(state.parameter));
    return list;
  }

  static List<Tensor> gradients(List<ParameterState> active) {
    List<Tensor> list = new ArrayList<>(active.size());
    active.forEach(state -> list.add(state.gradient()));
    return list;
  }

  /** The tensors of one slot, made with a value where they are not there yet. */
  static List<Tensor> slot(List<ParameterState> active, int slot, double value) {
    List<Tensor> list = new ArrayList<>(active.size());
    for (ParameterState state : active) {
      state.ensure(slot, value);
      list.add(state.slot(slot));
    }
    return list;
  }

  private record Kind(DType dtype, Device device, long step) {}

  private static Collection<List<ParameterState>> partition(List<ParameterState> active) {
    Map<Kind, List<ParameterState>> kinds = new LinkedHashMap<>();
    for (ParameterState state : active) {
      kinds.computeIfAbsent(new Kind(state.dtype, state.device, state.step), k -> new ArrayList<>()).add(state);
    }
    return kinds.values();
  }

  @Override
  public OptimizerState stateDict() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, Double> numbers = new LinkedHashMap<>();
    saveGroups(numbers);
    int index = 0;
    for (List<ParameterState> group : states) {
      for (ParameterState state : group) {
        numbers.put("state." + index + ".step", (double) state.step);
        for (int slot = 0; slot < slots.size(); slot++) {
          if (state.has(slot)) {
            tensors.put("state." + index + "." + slots.get(slot), state.slot(slot).detach());
          }
        }
        index++;
      }
    }
    return new OptimizerState(tensors, numbers);
  }

  @Override
  public void loadStateDict(OptimizerState saved) {
    List<Runnable> effects = new ArrayList<>();
    effects.add(loadGroups(saved));
    int index = 0;
    int used = 0;
    for (List<ParameterState> group : states) {
      for (ParameterState state : group) {
        long step = (long) saved.number("state." + index + ".step");
        effects.add(() -> state.step = step);
        for (int i = 0; i < slots.size(); i++) {
          int slot = i;
          String name = "state." + index + "." + slots.get(slot);
          boolean present = saved.tensors().containsKey(name);
          Tensor value = present ? saved.tensor(name, state.parameter) : null;
          used += present ? 1 : 0;
          effects.add(() -> state.set(slot, value));
        }
        index++;
      }
    }
    if (used != saved.tensors().size()) {
      throw new IllegalArgumentException("The optimiser state has " + (saved.tensors().size() - used)
          + " tensors that this optimiser does not know, which has " + slots + " for each parameter");
    }
    try (GradMode off = GradMode.noGrad(); Scope scope = Scope.open()) {
      effects.forEach(Runnable::run);
    }
  }

  @Override
  public void close() {
    states.forEach(group -> group.forEach(ParameterState::close));
  }
}
