package dev.fovea.models.parity;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Module;
import dev.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * How cards are built and run: networks by their registry names, operations by the names registered here.
 *
 * <p>A result may be a tensor ({@code out}), a record or map (its keys in snake case) or a list ({@code out.0}, ...) of
 * these. Outputs named {@code grad.X} are computed by the runner and need no code.
 */
public final class ParityOps {
  private static final Map<String, Subject> SUBJECTS = new ConcurrentSkipListMap<>();

  static {
    InterpolationCards.register();
    NormalizationCards.register();
    RecurrentCards.register();
    LossCards.register();
    ServiceLoader.load(ParityCards.class).forEach(ParityCards::register);
  }

  /** How something with a state is called with a card's options and inputs. */
  @FunctionalInterface
  public interface Call<M extends Module> {
    /** The outputs. */
    Object apply(M module, CardOptions options, Map<String, Tensor> inputs);
  }

  /** What a card's name stands for. */
  record Subject(Function<CardOptions, Module> build, Call<Module> call) {}

  private ParityOps() {}

  /** Registers an operation without state. */
  public static void operation(String name, BiFunction<CardOptions, Map<String, Tensor>, Object> call) {
    put(name, new Subject(options -> new Stateless(), (module, options, inputs) -> call.apply(options, inputs)));
  }

  /** Registers an operation with state. */
  @SuppressWarnings("unchecked")
  public static <M extends Module> void operation(String name, Function<CardOptions, M> build, Call<M> call) {
    put(name, new Subject(build::apply, (module, options, inputs) -> call.apply((M) module, options, inputs)));
  }

  /** Registers how a network of the registry is called, where it is not a layer with one input. */
  public static <M extends Module> void network(String name, Class<M> type, Call<M> call) {
    put(name, new Subject(options -> Models.create(name, ModelConfig.of(options.values())),
        (module, options, inputs) -> call.apply(type.cast(module), options, inputs)));
  }

  private static void put(String name, Subject subject) {
    if (SUBJECTS.putIfAbsent(name, subject) != null) {
      throw new IllegalArgumentException("Cards of '" + name + "' are already registered");
    }
  }

  /** The names registered here, sorted; the names of {@link Models} are known besides. */
  public static List<String> names() {
    return List.copyOf(SUBJECTS.keySet());
  }

  static Optional<Subject> find(String name) {
    Subject subject = SUBJECTS.get(name);
    if (subject != null) {
      return Optional.of(subject);
    }
    return Models.find(name).filter(entry -> entry.name().equals(name)).map(ParityOps::layer);
  }

  private static Subject layer(ModelEntry<?> entry) {
    return new Subject(options -> entry.create(ModelConfig.of(options.values())), (module, options, inputs) -> {
      if (module instanceof Layer layer && inputs.size() == 1) {
        return layer.apply(inputs.values().iterator().next());
      }
      throw new IllegalArgumentException(entry.name() + " is not a layer with one input; register how its cards are "
          + "called by ParityOps.network");
    });
  }

  /** The module of an operation without state. */
  private static final class Stateless extends Module {}
}
