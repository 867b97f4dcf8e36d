package dev.fovea.train.classification;

import dev.fovea.data.Batch;
import dev.fovea.data.Datasets;
import dev.fovea.data.Loader;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.checkpoint.AtomicFile;
import dev.fovea.nn.checkpoint.LoadReport;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.nn.schedule.Plateau;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.Callback;
import dev.fovea.train.Metrics;
import dev.fovea.train.StopSignal;
import dev.fovea.train.Trainer;
import dev.fovea.train.TrainingOptions;
import dev.fovea.train.recipe.OptimizerSpec;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.ScheduleSpec;
import dev.fovea.train.run.RunFolder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Trains a classifier as a recipe says.
 *
 * <pre>{@code
 * Recipe recipe = Recipe.named("lenet5-digits").with("training.epochs=5");
 * try (ClassifierTrainer trainer = ClassifierTrainer.create(recipe, Path.of("runs"))) {
 *   trainer.run();
 *   System.out.println(trainer.best() + " in " + trainer.folder().root());
 * }
 * }</pre>
 */
public final class ClassifierTrainer implements AutoCloseable {
  private final ClassifierInfo info;
  private final Classification scheme;
  private final Loader<Batch> train;
  private final Loader<Batch> test;
  private final Trainer<Batch> trainer;
  private final @Nullable LoadReport loaded;

  private ClassifierTrainer(Recipe recipe, ClassifierData data) {
    Device device = Device.parse(recipe.training().device());
    Generator.seedAll(recipe.seed());
    ModelEntry<?> entry = Models.entry(recipe.model().name());
    Map<String, Object> config = config(recipe, entry, data);
    InputForm input = data.inputForm(entry.inputShape(ModelConfig.of(config)));
    this.info = new ClassifierInfo(entry.name(), config, data.train().classes(), input);
    Layer model = info.create();
    this.loaded = recipe.model().weights().isEmpty() ? null : load(model, Path.of(recipe.model().weights()));
    this.train = data.trainLoader(input, recipe.seed(), device);
    this.test = data.testLoader(input, device);
    TrainingOptions options = recipe.training();
    double updatesPerEpoch = (double) train.batches() / options.accumulate();
    long updates = (long) (updatesPerEpoch * options.epochs());
    Optimizer optimizer = recipe.optimizer().create(parts(model, recipe.model().backboneRate()));
    this.scheme = new Classification(model, optimizer, recipe.schedule().create(updatesPerEpoch, updates),
        recipe.loss().create(), info, data.test());
    if (recipe.schedule().name() == ScheduleSpec.Name.PLATEAU) {
      scheme.optimization().lowerOnPlateau(plateau(recipe));
    }
    this.trainer = new Trainer<>(scheme, train, test, options);
  }

  /** A new run in a new folder under {@code runs}, on data found or downloaded as usual. */
  public static ClassifierTrainer create(Recipe recipe, Path runs) {
    return create(recipe, runs, Datasets.Options.defaults());
  }

  /**
   * A new run in a new folder under {@code runs}.
   *
   * @throws IllegalArgumentException if the recipe names an unknown network or option
   * @throws dev.fovea.data.DataException if the data are not there
   */
  public static ClassifierTrainer create(Recipe recipe, Path runs, Datasets.Options data) {
    Models.entry(recipe.model().name());
    ClassifierTrainer created = new ClassifierTrainer(recipe, new ClassifierData(recipe.data(), data));
    RunFolder folder = RunFolder.create(runs, recipe.name());
    ByteBuffer yaml = StandardCharsets.UTF_8.encode(recipe.withFullPaths().toYaml());
    AtomicFile.write(folder.config(), channel -> {
      while (yaml.hasRemaining()) {
        channel.write(yaml);
      }
    });
    created.trainer.saveTo(folder);
    return created;
  }

  /**
   * A run that was interrupted, from its last checkpoint, or from its start where it did not come to one.
   *
   * @throws IllegalArgumentException if the folder holds no run
   */
  public static ClassifierTrainer resume(Path run, Datasets.Options data) {
    RunFolder folder = RunFolder.open(run);
    Recipe recipe = Recipe.read(folder.config());
    ClassifierTrainer resumed = new ClassifierTrainer(recipe, new ClassifierData(recipe.data(), data));
    resumed.trainer.saveTo(folder);
    if (java.nio.file.Files.exists(folder.state())) {
      resumed.trainer.resume();
    }
    return resumed;
  }

  /** The recipe's arguments, with classes and channels as the data have them. */
  private static Map<String, Object> config(Recipe recipe, ModelEntry<?> entry, ClassifierData data) {
    Map<String, Object> config = new LinkedHashMap<>(recipe.model().config());
    Set<String> known = new HashSet<>();
    for (var component : entry.defaults().getClass().getRecordComponents()) {
      known.add(component.getName());
    }
    int classes = data.train().classes().size();
    if (config.containsKey("num_classes") && !config.get("num_classes").toString().equals(Integer.toString(classes))) {
      throw new IllegalArgumentException("model.config.num_classes is " + config.get("num_classes") + ", but "
          + data.train().name() + " has " + classes + " classes; leave it out, it follows the data");
    }
    if (known.contains("numClasses")) {
      config.put("num_classes", classes);
    }
    if (known.contains("inChannels") && !config.containsKey("in_channels") && recipe.model().weights().isEmpty()) {
      config.put("in_channels", data.channels());
    }
    return config;
  }

  private static LoadReport load(Layer model, Path file) {
    return Models.loadPartial(model, file);
  }

  /** Loaded weights and fresh ones apart, where they learn at different rates. */
  private List<OptimizerSpec.Part> parts(Layer model, double backboneRate) {
    if (loaded == null || backboneRate == 1) {
      return List.of(new OptimizerSpec.Part(model.parameters(), 1));
    }
    Set<String> matched = new HashSet<>(loaded.matched());
    List<Tensor> backbone = new ArrayList<>();
    List<Tensor> fresh = new ArrayList<>();
    model.namedParameters().forEach((name, tensor) -> (matched.contains(name) ? backbone : fresh).add(tensor));
    if (backboneRate == 0) {
      backbone.forEach(tensor -> tensor.requiresGrad_(false));
      if (fresh.isEmpty()) {
        throw new IllegalArgumentException("All weights were loaded and model.backboneRate=0 freezes them, so nothing "
            + "would learn; set model.backboneRate above 0");
      }
      return List.of(new OptimizerSpec.Part(fresh, 1));
    }
    List<OptimizerSpec.Part> parts = new ArrayList<>();
    parts.add(new OptimizerSpec.Part(backbone, backboneRate));
    if (!fresh.isEmpty()) {
      parts.add(new OptimizerSpec.Part(fresh, 1));
    }
    return parts;
  }

  private static Plateau.Options plateau(Recipe recipe) {
    boolean max = recipe.training().goal() == TrainingOptions.Goal.MAX;
    return Plateau.Options.DEFAULT.withMode(max ? Plateau.Mode.MAX : Plateau.Mode.MIN)
        .withFactor(recipe.schedule().gamma()).withPatience(recipe.schedule().patience())
        .withMinLr(recipe.schedule().minLr());
  }

  /** Adds one that is told of what happens. */
  public ClassifierTrainer with(Callback callback) {
    trainer.with(callback);
    return this;
  }

  /** Has the run stop when this signal asks for it. */
  public ClassifierTrainer stoppedBy(StopSignal signal) {
    trainer.stoppedBy(signal);
    return this;
  }

  /** Trains to the end, or until a stop is asked for; see {@link Trainer#run}. */
  public Trainer.Outcome run() {
    return trainer.run();
  }

  /** What the best evaluation found. */
  public Metrics best() {
    return trainer.best();
  }

  /** Where the run keeps what it makes. */
  public RunFolder folder() {
    return Objects.requireNonNull(trainer.folder());
  }

  /** What goes with the weights. */
  public ClassifierInfo info() {
    return info;
  }

  /** The network. */
  public Layer model() {
    return (Layer) scheme.networks().get("model");
  }

  /** The engine below. */
  public Trainer<Batch> trainer() {
    return trainer;
  }

  /** How the weights that training starts from fit; null for fresh weights. */
  public @Nullable LoadReport loaded() {
    return loaded;
  }

  /** Frees networks, optimisers and data. */
  @Override
  public void close() {
    trainer.close();
    scheme.close();
    train.close();
    test.close();
  }
}
