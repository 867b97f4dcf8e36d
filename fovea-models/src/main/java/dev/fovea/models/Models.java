package dev.fovea.models;

import dev.fovea.nn.Layer;
import dev.fovea.nn.Module;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.Checkpoints;
import dev.fovea.nn.checkpoint.LoadReport;
import dev.fovea.nn.checkpoint.Loading;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/**
 * All networks by name.
 *
 * <pre>{@code
 * Layer network = Models.classifier("resnet18", ModelConfig.of("num_classes", 10));
 * }</pre>
 *
 * <p>Names match without regard to case, {@code -}, {@code _}, {@code .} and spaces: {@code ResNet-18} is
 * {@code resnet18}.
 */
public final class Models {
  private static final Map<String, ModelEntry<?>> BY_KEY = new TreeMap<>();

  static {
    for (ModelCatalogue catalogue : ServiceLoader.load(ModelCatalogue.class, Models.class.getClassLoader())) {
      catalogue.entries().forEach(Models::register);
    }
  }

  private Models() {}

  /**
   * Adds a network of one's own.
   *
   * @throws IllegalArgumentException if its name or one of its aliases is taken
   */
  public static void register(ModelEntry<?> entry) {
    Set<String> keys = new LinkedHashSet<>();
    keys.add(key(entry.name()));
    entry.aliases().forEach(alias -> keys.add(key(alias)));
    synchronized (BY_KEY) {
      for (String key : keys) {
        ModelEntry<?> other = BY_KEY.get(key);
        if (other != null) {
          throw new IllegalArgumentException("The model '" + entry.name() + "' cannot be added: '" + other.name()
              + "' already answers to '" + key + "'");
        }
      }
      keys.forEach(key -> BY_KEY.put(key, entry));
    }
  }

  /** All entries, sorted by name. */
  public static List<ModelEntry<?>> entries() {
    synchronized (BY_KEY) {
      List<ModelEntry<?>> entries = new ArrayList<>(new LinkedHashSet<>(BY_KEY.values()));
      entries.sort(Comparator.comparing(ModelEntry::name));
      return entries;
    }
  }

  /** All names, sorted. */
  public static List<String> names() {
    return entries().stream().<String>map(ModelEntry::name).toList();
  }

  /** The entry of a name or alias, if there is one. */
  public static Optional<ModelEntry<?>> find(String name) {
    synchronized (BY_KEY) {
      return Optional.ofNullable(BY_KEY.get(key(name)));
    }
  }

  /**
   * The entry of a name or alias.
   *
   * @throws IllegalArgumentException if there is none, with the nearest names
   */
  public static ModelEntry<?> entry(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException("Unknown model '" + name + "'; nearest: "
        + String.join(", ", Nearest.to(name, names()))));
  }

  /** The network of a name with its defaults. */
  public static Module create(String name) {
    return create(name, ModelConfig.DEFAULTS);
  }

  /**
   * The network of a name, with fresh weights.
   *
   * @throws IllegalArgumentException for an unknown name, an unknown option or a wrong value
   */
  public static Module create(String name, ModelConfig config) {
    return entry(name).create(config);
  }

  /**
   * The network of a name as the type that it is known to have.
   *
   * @throws IllegalArgumentException also if it has another type
   */
  public static <M extends Module> M create(String name, ModelConfig config, Class<M> type) {
    Module module = create(name, config);
    if (!type.isInstance(module)) {
      module.close();
      throw new IllegalArgumentException("The model '" + name + "' is a " + module.getClass().getSimpleName()
          + ", not a " + type.getSimpleName() + "; ask for it as what it is, or choose another of Models.names()");
    }
    return type.cast(module);
  }

  /** A network from images (n, channels, height, width) to scores (n, classes), with its defaults. */
  public static Layer classifier(String name) {
    return classifier(name, ModelConfig.DEFAULTS);
  }

  /** A network from images (n, channels, height, width) to scores (n, classes). */
  public static Layer classifier(String name, ModelConfig config) {
    return create(name, config, Layer.class);
  }

  /**
   * Loads all weights of a network from a checkpoint; one of another layout or image size is adapted, see
   * {@link HasLayouts} and {@link AdaptsState}.
   *
   * @throws CheckpointException if the file cannot be read, or its names and shapes are not the network's
   */
  public static LoadReport load(Module network, Path file) {
    return Scope.run(() -> load(network, Checkpoints.load(file)));
  }

  /** {@link #load(Module, Path)} of a checkpoint that was read already. */
  public static LoadReport load(Module network, StateDict state) {
    return Scope.run(() -> {
      try {
        return Loading.strict(network.stateDict(), adapted(network, state));
      } catch (CheckpointException e) {
        throw new CheckpointException(e.getMessage() + Lookalikes.of(state.tensors(), network.parameterCount()), e);
      }
    });
  }

  /** {@link #load} of what fits by name and shape, for transfer to other classes; the report says what did not. */
  public static LoadReport loadPartial(Module network, Path file) {
    return Scope.run(() -> Loading.partial(network.stateDict(), adapted(network, Checkpoints.load(file))));
  }

  private static StateDict adapted(Module network, StateDict state) {
    Map<String, Tensor> values = LayoutRecognition.recognised(network, state.tensors());
    return new StateDict(new LinkedHashMap<>(network instanceof AdaptsState adapts ? adapts.adaptState(values) : values),
        state.metadata(), state.where());
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
  }
}
