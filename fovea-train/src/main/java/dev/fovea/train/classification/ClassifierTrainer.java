package dev.fovea.train.classification;

import dev.fovea.data.Batch;
import dev.fovea.data.Datasets;
import dev.fovea.data.Loader;
import dev.fovea.data.MixUp;
import dev.fovea.data.SplitMix64;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.checkpoint.LoadReport;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.TrainingOptions;
import dev.fovea.train.recipe.OptimizerSpec;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Training;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Trains a classifier as a recipe says.
 *
 * <pre>{@code
 * ClassificationRecipe recipe = ClassificationRecipe.named("lenet5-digits").with("training.epochs=5");
 * try (ClassifierTrainer trainer = ClassifierTrainer.create(recipe, Path.of("runs"))) {
 *   trainer.run();
 *   System.out.println(trainer.best() + " in " + trainer.folder().root());
 * }
 * }</pre>
 */
public final class ClassifierTrainer extends Training<Batch> {
  private static final long MIXING = 2;

  private final ClassifierInfo info;
  private final Layer model;
  private final @Nullable LoadReport loaded;

  private ClassifierTrainer(ClassificationRecipe recipe, Classification scheme, ClassifierInfo info, Layer model,
      @Nullable LoadReport loaded, Loader<Batch> train, Loader<Batch> test) {
    super(recipe, scheme, train, test,
        new Shown("pictures", recipe.data().batchSize(), List.of("predict --run RUN PICTURE")));
    this.info = info;
    this.model = model;
    this.loaded = loaded;
  }

  static ClassifierTrainer start(ClassificationRecipe recipe, ClassifierData data) {
    Device device = Device.parse(recipe.training().device());
    ModelEntry<?> entry = Models.entry(recipe.model().name());
    Map<String, Object> config = config(recipe, entry, data);
    InputForm input = data.inputForm(entry.inputShape(ModelConfig.of(config)));
    ClassifierInfo info = new ClassifierInfo(entry.name(), config, data.train().classes(), input);
    Teacher teacher = recipe.distillation().isNone() ? null
        : Teacher.open(recipe.distillation(), info.classes(), input);
    Generator.seedAll(recipe.seed());
    Layer model = info.create();
    LoadReport loaded = recipe.model().weights().isEmpty() ? null
        : Models.loadPartial(model, Path.of(recipe.model().weights()));
    Loader<Batch> train = mixed(data.trainLoader(input, recipe.seed(), device), recipe, info.classes().size(), device);
    Loader<Batch> test = data.testLoader(input, device);
    TrainingOptions options = recipe.training();
    double updatesPerEpoch = (double) train.batches() / options.accumulate();
    long epochs = (long) (updatesPerEpoch * options.epochs());
    long updates = options.steps() > 0 ? Math.min(epochs, options.steps() / options.accumulate()) : epochs;
    Optimizer optimizer = recipe.optimizer().create(parts(model, loaded, recipe.model().backboneRate()));
    Classification scheme = new Classification(model, optimizer, recipe.schedule().create(updatesPerEpoch, updates),
        recipe.loss().create(), info, data.test());
    if (teacher != null) {
      scheme.taughtBy(teacher, recipe.distillation().loss());
    }
    recipe.schedule().lowerOnPlateau(scheme.optimization(), options.goal());
    return new ClassifierTrainer(recipe, scheme, info, model, loaded, train, test);
  }

  /** Batches with their pictures mixed on the device, where the recipe says so. */
  private static Loader<Batch> mixed(Loader<Batch> loader, ClassificationRecipe recipe, int classes, Device device) {
    if (recipe.mixup().isNone()) {
      return loader;
    }
    MixUp mixing = recipe.mixup().create(classes);
    return loader.map(SplitMix64.of(recipe.seed(), MIXING).nextLong(), (batch, random) -> {
      MixUp.Mixed mixed = mixing.apply(batch.images().to(device), batch.labels().to(device), random);
      return new Batch(mixed.images(), mixed.targets());
    });
  }

  /** A new run in a new folder under {@code runs}, on data found or downloaded as usual. */
  public static ClassifierTrainer create(ClassificationRecipe recipe, Path runs) {
    return create(recipe, runs, Datasets.Options.defaults());
  }

  /** A new run in a new folder under {@code runs}; see {@link Training#create(Recipe, Path, Datasets.Options)}. */
  public static ClassifierTrainer create(ClassificationRecipe recipe, Path runs, Datasets.Options data) {
    return (ClassifierTrainer) Training.create(recipe, runs, data);
  }

  /** A training that writes no files: what it learns is gone when it is closed. */
  public static ClassifierTrainer unsaved(ClassificationRecipe recipe, Datasets.Options data) {
    return start(recipe, new ClassifierData(recipe.data(), data));
  }

  /** A run that was interrupted; see {@link Training#resume}. */
  public static ClassifierTrainer resume(Path run, Datasets.Options data) {
    Training<?> resumed = Training.resume(run, data);
    if (resumed instanceof ClassifierTrainer classifier) {
      return classifier;
    }
    resumed.close();
    throw new IllegalArgumentException(run + " is not the run of a classifier; resume it with Training.resume");
  }

  /** The recipe's arguments, with classes and channels as the data have them. */
  private static Map<String, Object> config(ClassificationRecipe recipe, ModelEntry<?> entry, ClassifierData data) {
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
    for (String key : List.of("in_channels", "in_chans")) {
      String component = key.equals("in_chans") ? "inChans" : "inChannels";
      if (known.contains(component) && !config.containsKey(key) && recipe.model().weights().isEmpty()) {
        config.put(key, data.channels());
      }
    }
    return config;
  }

  /** Loaded weights and fresh ones apart, where they learn at different rates. */
  private static List<OptimizerSpec.Part> parts(Layer model, @Nullable LoadReport loaded,
      double backboneRate) {
    if (loaded == null || backboneRate == 1) {
      return List.of(new OptimizerSpec.Part(model.namedParameters(), 1));
    }
    Set<String> matched = new HashSet<>(loaded.matched());
    Map<String, Tensor> backbone = new LinkedHashMap<>();
    Map<String, Tensor> fresh = new LinkedHashMap<>();
    model.namedParameters().forEach((name, tensor) -> (matched.contains(name) ? backbone : fresh).put(name, tensor));
    if (backboneRate == 0) {
      backbone.values().forEach(tensor -> tensor.requiresGrad_(false));
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

  /** What goes with the weights. */
  public ClassifierInfo info() {
    return info;
  }

  /** The network. */
  public Layer model() {
    return model;
  }

  /** How the weights that training starts from fit; null for fresh weights. */
  public @Nullable LoadReport loaded() {
    return loaded;
  }
}
