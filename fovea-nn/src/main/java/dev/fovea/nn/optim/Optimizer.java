package dev.fovea.nn.optim;

import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * Changes parameters in place so that a loss gets smaller.
 *
 * <pre>{@code
 * try (Optimizer optimizer = new SGD(model.parameters(), 0.1, SGD.Settings.DEFAULT.withMomentum(0.9))) {
 *   optimizer.zeroGrad();
 *   loss.apply(model.forward(x), y).backward();
 *   optimizer.step();
 * }
 * }</pre>
 *
 * <p>Parameters are fixed when the optimiser is made; those without a gradient are left as they are. One thread at a
 * time may use an optimiser.
 */
public abstract class Optimizer implements AutoCloseable {
  private final List<? extends ParameterGroup<?>> groups;
  private final List<Tensor> parameters;

  /**
   * An optimiser of groups that share no parameter.
   *
   * @throws IllegalArgumentException if there is no group, or a parameter comes twice
   */
  protected Optimizer(List<? extends ParameterGroup<?>> groups) {
    this.groups = List.copyOf(groups);
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("An optimiser needs at least one parameter group");
    }
    List<Tensor> all = new ArrayList<>();
    Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (ParameterGroup<?> group : groups) {
      for (Tensor parameter : group.parameters()) {
        if (!seen.add(parameter)) {
          throw new IllegalArgumentException("A parameter " + parameter.describe() + " is given twice");
        }
        all.add(parameter);
      }
    }
    this.parameters = Collections.unmodifiableList(all);
  }

  /** The groups, whose learning rates and settings may be changed between steps. */
  public List<? extends ParameterGroup<?>> groups() {
    return groups;
  }

  /** The parameters of all groups, in order. */
  public List<Tensor> parameters() {
    return parameters;
  }

  /** Changes the parameters by their gathered gradients. */
  public abstract void step();

  /**
   * Evaluates {@code closure} (clears gradients, computes the loss, calls backward, returns the loss), then steps.
   *
   * @return the loss of the first evaluation
   */
  public double step(DoubleSupplier closure) {
    double loss = evaluate(closure);
    step();
    return loss;
  }

  /** Calls a closure with gradients recorded, and frees what it made. */
  protected static double evaluate(DoubleSupplier closure) {
    try (GradMode on = GradMode.enableGrad(); Scope scope = Scope.open()) {
      return closure.getAsDouble();
    }
  }

  /** Forgets all gradients and frees their memory. */
  public void zeroGrad() {
    for (Tensor parameter : parameters) {
      parameter.setGrad(null);
    }
  }

  /** All that a resumed run needs for the same steps, bit by bit. */
  public abstract OptimizerState stateDict();

  /**
   * Takes over what {@link #stateDict} gave, by copy; learning rates and momenta too.
   *
   * @throws IllegalArgumentException if it belongs to another optimiser or to other parameters; nothing is changed then
   */
  public abstract void loadStateDict(OptimizerState state);

  /** Frees the state; parameters stay with their owner. */
  @Override
  public abstract void close();

  /** Adds the number of parameters, and each group's learning rate and momentum. */
  protected final void saveGroups(Map<String, Double> numbers) {
    numbers.put("parameters", (double) parameters.size());
    for (int i = 0; i < groups.size(); i++) {
      numbers.put("groups." + i + ".lr", groups.get(i).lr());
      int index = i;
      groups.get(i).momentum().ifPresent(m -> numbers.put("groups." + index + ".momentum", m));
    }
  }

  /** Checks the groups' numbers, and returns what sets them. */
  protected final Runnable loadGroups(OptimizerState state) {
    if (state.number("parameters") != parameters.size()) {
      throw new IllegalArgumentException("The optimiser state is of " + (long) state.number("parameters")
          + " parameters, expected " + parameters.size());
    }
    List<Runnable> effects = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      ParameterGroup<?> group = groups.get(i);
      double lr = Ranges.notNegative("lr", state.number("groups." + i + ".lr"));
      effects.add(() -> group.setLr(lr));
      if (group.momentum().isPresent()) {
        double momentum = Ranges.below1("momentum", state.number("groups." + i + ".momentum"));
        effects.add(() -> group.setMomentum(momentum));
      }
    }
    return () -> effects.forEach(Runnable::run);
  }
}
