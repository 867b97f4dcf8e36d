package dev.fovea.nn.optim;

import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** An optimiser that learns curvature from how gradients change, and evaluates the loss several times a step. */
public abstract class QuasiNewton extends Optimizer {
  private final ParameterGroup<Settings> group;
  final FlatParameters flat;
  private @Nullable Tensor direction;
  private @Nullable Tensor previousGradient;
  private double step;
  private long iterations;
  private long evaluations;

  /**
   * When a step of the optimiser ends, and how it looks along a direction.
   *
   * @param maxIterations directions a step
   * @param maxEvaluations evaluations of the closure a step, looked at after each direction
   * @param toleranceGrad the largest element of the gradient that counts as 0
   * @param toleranceChange the change of loss or parameters that counts as 0
   * @param strongWolfe whether a line search finds the length of each move; otherwise it is the learning rate
   */
  public record Settings(int maxIterations, int maxEvaluations, double toleranceGrad, double toleranceChange,
      boolean strongWolfe) {
    /** 20 directions, 25 evaluations, 1e-7, 1e-9, moves of fixed length. */
    public static final Settings DEFAULT = new Settings(20, 25, 1e-7, 1e-9, false);

    /** Checks the ranges. */
    public Settings {
      if (maxIterations < 1 || maxEvaluations < 1) {
        throw new IllegalArgumentException("Expected at least one iteration and evaluation, got " + maxIterations
            + " and " + maxEvaluations);
      }
      Ranges.notNegative("toleranceGrad", toleranceGrad);
      Ranges.notNegative("toleranceChange", toleranceChange);
    }

    /** These settings with a line search. */
    public Settings withStrongWolfe() {
      return new Settings(maxIterations, maxEvaluations, toleranceGrad, toleranceChange, true);
    }

    /** These settings with another number of directions a step, and 5/4 as many evaluations. */
    public Settings withMaxIterations(int maxIterations) {
      return new Settings(maxIterations, maxIterations * 5 / 4, toleranceGrad, toleranceChange, strongWolfe);
    }
  }

  QuasiNewton(List<Tensor> parameters, double lr, Settings settings) {
    this(new ParameterGroup<>(parameters, lr, settings));
  }

  private QuasiNewton(ParameterGroup<Settings> group) {
    super(List.of(group));
    this.group = group;
    this.flat = new FlatParameters(group.parameters());
  }

  /** Takes in a move and the change of gradient over it. */
  abstract void learn(Tensor move, Tensor change);

  /** The direction to go at a gradient, once something was learned. */
  abstract Tensor descent(Tensor gradient);

  /** How many directions were taken so far. */
  public long iterations() {
    return iterations;
  }

  /** How often the closure was evaluated so far. */
  public long evaluations() {
    return evaluations;
  }

  /** Not possible: the loss is needed at several points. */
  @Override
  public void step() {
    throw new UnsupportedOperationException(
        getClass().getSimpleName() + " evaluates the loss several times a step; call step(closure)");
  }

  @Override
  public double step(DoubleSupplier closure) {
    try (GradMode off = GradMode.noGrad(); Scope scope = Scope.open()) {
      return descend(closure);
    }
  }

  private double descend(DoubleSupplier closure) {
    Settings s = group.settings();
    double first = evaluate(closure);
    evaluations++;
    long before = evaluations;
    Tensor gradient = flat.gradient();
    double loss = first;
    for (int i = 1; i <= s.maxIterations && !(largest(gradient) <= s.toleranceGrad); i++) {
      double previousLoss = loss;
      Tensor from = gradient;
      boolean last = i == s.maxIterations;
      StrongWolfe.Point reached = Scope.run(() -> move(closure, from, previousLoss, last));
      gradient = reached.gradient();
      loss = reached.loss();
      if (from != gradient) {
        from.close();
      }
      boolean stuck = Math.abs(reached.step()) * largest(held(direction)) <= s.toleranceChange
          || Math.abs(loss - previousLoss) < s.toleranceChange;
      if (evaluations - before + 1 >= s.maxEvaluations || stuck) {
        break;
      }
    }
    return first;
  }

  /** Goes along one direction; a step of 0 says that it does not lead down. */
  private StrongWolfe.Point move(DoubleSupplier closure, Tensor gradient, double loss, boolean last) {
    iterations++;
    if (previousGradient == null) {
      direction = replace(direction, gradient.neg());
    } else {
      learn(held(direction).mul(step), gradient.sub(previousGradient));
      direction = replace(direction, descent(gradient));
    }
    previousGradient = replace(previousGradient, gradient.clone());
    Tensor along = held(direction);
    step = group.lr() * (iterations == 1 ? Math.min(1, 1 / gradient.abs().sum().item()) : 1);
    double slope = gradient.dot(along).item();
    if (slope > -group.settings().toleranceChange()) {
      return new StrongWolfe.Point(0, loss, gradient, slope);
    }
    Tensor start = flat.values();
    if (!group.settings().strongWolfe()) {
      flat.set(start.add(along, step));
      return last ? new StrongWolfe.Point(step, loss, gradient, slope) : point(closure, step, along);
    }
    StrongWolfe search = new StrongWolfe(length -> {
      flat.set(start.add(along, length));
      return point(closure, length, along);
    }, new StrongWolfe.Point(0, loss, gradient, slope), largest(along), group.settings().toleranceChange());
    StrongWolfe.Point found = search.search(step).point();
    step = found.step();
    flat.set(start.add(along, step));
    return found;
  }

  private StrongWolfe.Point point(DoubleSupplier closure, double length, Tensor along) {
    double loss = evaluate(closure);
    evaluations++;
    Tensor gradient = flat.gradient();
    return new StrongWolfe.Point(length, loss, gradient, gradient.dot(along).item());
  }

  private static double largest(Tensor vector) {
    return Scope.run(() -> vector.abs().max().item());
  }

  private static Tensor held(@Nullable Tensor tensor) {
    return java.util.Objects.requireNonNull(tensor, "direction");
  }

  /** Frees what a field held, and takes a new tensor out of its scope for it. */
  static @Nullable Tensor replace(@Nullable Tensor old, @Nullable Tensor fresh) {
    if (old != null) {
      old.close();
    }
    return Scope.release(fresh);
  }

  /** Adds what was learned. */
  abstract void save(Map<String, Tensor> tensors, Map<String, Double> numbers);

  /** Checks what was learned, and returns what takes it over. */
  abstract Runnable load(OptimizerState state, Tensor like);

  @Override
  public OptimizerState stateDict() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, Double> numbers = new LinkedHashMap<>();
    saveGroups(numbers);
    numbers.put("iterations", (double) iterations);
    numbers.put("evaluations", (double) evaluations);
    numbers.put("step", step);
    if (direction != null && previousGradient != null) {
      tensors.put("direction", direction.detach());
      tensors.put("previousGradient", previousGradient.detach());
    }
    save(tensors, numbers);
    return new OptimizerState(tensors, numbers);
  }

  @Override
  public void loadStateDict(OptimizerState state) {
    try (GradMode off = GradMode.noGrad(); Scope scope = Scope.open()) {
      Runnable groups = loadGroups(state);
      long iterationsThen = (long) state.number("iterations");
      long evaluationsThen = (long) state.number("evaluations");
      double stepThen = state.number("step");
      Tensor like = flat.values();
      boolean begun = iterationsThen > 0;
      Tensor directionThen = begun ? state.tensor("direction", like) : null;
      Tensor gradientThen = begun ? state.tensor("previousGradient", like) : null;
      Runnable learned = load(state, like);
      groups.run();
      learned.run();
      iterations = iterationsThen;
      evaluations = evaluationsThen;
      step = stepThen;
      direction = replace(direction, copy(directionThen, like));
      previousGradient = replace(previousGradient, copy(gradientThen, like));
    }
  }

  /** A copy on the device of another tensor. */
  static @Nullable Tensor copy(@Nullable Tensor tensor, Tensor like) {
    return tensor == null ? null : tensor.to(like.device()).clone();
  }

  @Override
  public void close() {
    direction = replace(direction, null);
    previousGradient = replace(previousGradient, null);
  }
}
