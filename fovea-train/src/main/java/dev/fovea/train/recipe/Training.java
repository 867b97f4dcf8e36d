package dev.fovea.train.recipe;

import dev.fovea.data.Datasets;
import dev.fovea.data.Loader;
import dev.fovea.nn.Module;
import dev.fovea.nn.checkpoint.AtomicFile;
import dev.fovea.nn.checkpoint.Checkpoints;
import dev.fovea.nn.checkpoint.Loading;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.Callback;
import dev.fovea.train.Metrics;
import dev.fovea.train.StopSignal;
import dev.fovea.train.Trainer;
import dev.fovea.train.TrainingScheme;
import dev.fovea.train.run.RunFolder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A training that a recipe describes: its scheme, its data, the engine, and the folder of its run.
 *
 * <pre>{@code
 * try (Training<?> training = Training.create(Recipe.named("unet-camvid"), Path.of("runs"))) {
 *   training.run();
 *   System.out.println(training.best() + " in " + training.folder().root());
 * }
 * }</pre>
 */
public class Training<B> implements AutoCloseable {
  /**
   * How to speak of it.
   *
   * @param unit what a batch holds, in the plural: {@code pictures}
   * @param batchSize how many of them
   * @param split what is evaluated during training: {@code test} or {@code validation}
   * @param next commands to try after it, without {@code fovea}; {@code RUN} stands for the run's folder
   */
  public record Shown(String unit, int batchSize, String split, List<String> next) {
    /** Evaluated on the test split. */
    public Shown(String unit, int batchSize, List<String> next) {
      this(unit, batchSize, "test", next);
    }
  }

  private final Recipe recipe;
  private final TrainingScheme<B> scheme;
  private final Loader<B> train;
  private final @Nullable Loader<B> test;
  private final @Nullable Loader<B> heldOut;
  private final Shown shown;
  private final Trainer<B> trainer;

  /** A training that owns scheme and loaders. */
  public Training(Recipe recipe, TrainingScheme<B> scheme, Loader<B> train, @Nullable Loader<B> test, Shown shown) {
    this(recipe, scheme, train, test, null, shown);
  }

  /**
   * A training whose weights are chosen by one part of the data and {@link #evaluate measured} on another.
   *
   * @param validation what is evaluated during training
   * @param heldOut the test part, which training never sees; null where there is none
   */
  public Training(Recipe recipe, TrainingScheme<B> scheme, Loader<B> train, @Nullable Loader<B> validation,
      @Nullable Loader<B> heldOut, Shown shown) {
    this.recipe = recipe;
    this.scheme = scheme;
    this.train = train;
    this.test = validation;
    this.heldOut = heldOut;
    this.shown = shown;
    this.trainer = new Trainer<>(scheme, train, test, recipe.training()).evaluatedOn(shown.split());
  }

  /** A new run in a new folder under {@code runs}, on data found or downloaded as usual. */
  public static Training<?> create(Recipe recipe, Path runs) {
    return create(recipe, runs, Datasets.Options.defaults());
  }

  /**
   * A new run in a new folder under {@code runs}.
   *
   * @throws IllegalArgumentException if the recipe names an unknown network or option
   * @throws dev.fovea.data.DataException if the data are not there
   */
  public static Training<?> create(Recipe recipe, Path runs, Datasets.Options data) {
    Training<?> created = Tasks.start(recipe, data);
    try {
      RunFolder folder = RunFolder.create(runs, recipe.name());
      ByteBuffer yaml = StandardCharsets.UTF_8.encode(recipe.withFullPaths().toYaml());
      AtomicFile.write(folder.config(), channel -> {
        while (yaml.hasRemaining()) {
          channel.write(yaml);
        }
      });
      created.trainer.saveTo(folder);
      return created;
    } catch (RuntimeException e) {
      created.close();
      throw e;
    }
  }

  /**
   * A run that was interrupted, from its last checkpoint, or from its start where it did not come to one.
   *
   * @throws IllegalArgumentException if the folder holds no run
   */
  public static Training<?> resume(Path run, Datasets.Options data) {
    RunFolder folder = RunFolder.open(run);
    Training<?> resumed = Tasks.start(Recipe.read(folder.config()), data);
    try {
      resumed.trainer.saveTo(folder);
      if (Files.exists(folder.state())) {
        resumed.trainer.resume();
      }
      return resumed;
    } catch (RuntimeException e) {
      resumed.close();
      throw e;
    }
  }

  /**
   * A run with its best weights, to {@link #evaluate} or to use from Java; it writes nothing into the run's folder but
   * what its scheme needs there and does not find.
   *
   * @param assignments changes of the recipe, such as {@code training.device=cpu}
   * @throws dev.fovea.nn.checkpoint.CheckpointException if there are no weights yet, or they do not fit
   */
  public static Training<?> trained(Path run, Datasets.Options data, String... assignments) {
    RunFolder folder = RunFolder.open(run);
    Recipe recipe = Recipe.read(folder.config()).with("training.average=false").with(assignments);
    Training<?> trained = Tasks.start(recipe, data);
    try (Scope scope = Scope.open()) {
      trained.load(Checkpoints.load(folder.weights()));
      trained.trainer.preparedFrom(folder);
      return trained;
    } catch (RuntimeException e) {
      trained.close();
      throw e;
    }
  }

  private void load(StateDict weights) {
    boolean single = scheme.networks().size() == 1;
    for (Map.Entry<String, Module> network : scheme.networks().entrySet()) {
      String prefix = single ? "" : network.getKey() + ".";
      LinkedHashMap<String, Tensor> own = new LinkedHashMap<>();
      weights.tensors().forEach((name, tensor) -> {
        if (name.startsWith(prefix)) {
          own.put(name.substring(prefix.length()), tensor);
        }
      });
      Loading.strict(network.getValue().stateDict(), new StateDict(own, Map.of(), weights.where()));
    }
  }

  /** Adds one that is told of what happens. */
  public final Training<B> with(Callback callback) {
    trainer.with(callback);
    return this;
  }

  /** Has the run stop when this signal asks for it. */
  public final Training<B> stoppedBy(StopSignal signal) {
    trainer.stoppedBy(signal);
    return this;
  }

  /** Trains to the end, or until a stop is asked for; see {@link Trainer#run}. */
  public final Trainer.Outcome run() {
    return trainer.run();
  }

  /** Evaluates the networks as they are, on the held-out data, or without such on those that training evaluates on. */
  public final Metrics evaluate() {
    Loader<B> data = heldOut != null ? heldOut : test;
    return data == null ? Metrics.NONE : trainer.evaluate(data);
  }

  /** What {@link #evaluate} evaluates on: {@code test} or {@code validation}. */
  public final String evaluatedSplit() {
    return heldOut != null ? "test" : shown.split();
  }

  /** What the best evaluation found. */
  public final Metrics best() {
    return trainer.best();
  }

  /** Where the run keeps what it makes. */
  public final RunFolder folder() {
    return Objects.requireNonNull(trainer.folder(), "This training keeps nothing");
  }

  /** What was asked for. */
  public final Recipe recipe() {
    return recipe;
  }

  /** How it learns. */
  public final TrainingScheme<B> scheme() {
    return scheme;
  }

  /** The engine below. */
  public final Trainer<B> trainer() {
    return trainer;
  }

  /** How to speak of it. */
  public final Shown shown() {
    return shown;
  }

  /** Values that learn, of all networks together. */
  public final long parameterCount() {
    return scheme.networks().values().stream().mapToLong(Module::parameterCount).sum();
  }

  /** Frees networks, optimisers and data. */
  @Override
  public void close() {
    trainer.close();
    scheme.close();
    train.close();
    if (test != null) {
      test.close();
    }
    if (heldOut != null) {
      heldOut.close();
    }
  }
}
