package dev.fovea.train.segmentation;

import dev.fovea.data.Datasets;
import dev.fovea.data.Loader;
import dev.fovea.data.Normalization;
import dev.fovea.data.SegmentationBatch;
import dev.fovea.data.SegmentationParts;
import dev.fovea.data.SegmentationSet;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.train.Precision;
import dev.fovea.train.TrainingOptions;
import dev.fovea.train.recipe.OptimizerSpec;
import dev.fovea.train.recipe.ScheduleSpec;
import dev.fovea.train.recipe.Task;
import dev.fovea.train.recipe.Training;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Learning to name the class of every pixel. */
public final class SegmentationTask implements Task<SegmentationRecipe> {
  private static final String CHAPTER = "segmentation";
  private static final List<String> CLASSES = List.of("nClasses", "numClasses");

  @Override
  public String name() {
    return "segmentation";
  }

  @Override
  public Class<SegmentationRecipe> recipeType() {
    return SegmentationRecipe.class;
  }

  @Override
  public List<String> recipes() {
    return List.of("unet-camvid");
  }

  @Override
  public Training<?> start(SegmentationRecipe recipe, Datasets.Options data) {
    ModelEntry<?> entry = Models.entry(recipe.model().name());
    if (!entry.chapter().equals(CHAPTER)) {
      throw new IllegalArgumentException("model.name: " + entry.name() + " is a network of " + entry.chapter()
          + ", expected one of " + CHAPTER + ", such as unet");
    }
    if (recipe.model().backboneRate() != 1) {
      throw new IllegalArgumentException("model.backboneRate: all weights of a segmenter learn at one rate, got "
          + recipe.model().backboneRate() + "; leave it out");
    }
    if (recipe.schedule().name() == ScheduleSpec.Name.PLATEAU) {
      throw new IllegalArgumentException("schedule.name: plateau is for classifiers; choose cosine or one-cycle");
    }
    return start(recipe, entry, SegmentationParts.open(recipe.data().name(), data, recipe.data().ignore()));
  }

  private static Training<?> start(SegmentationRecipe recipe, ModelEntry<?> entry, SegmentationParts parts) {
    Map<String, Object> config = new LinkedHashMap<>(recipe.model().config());
    set(config, entry, CLASSES, parts.train().classes().size(), parts.train().name());
    int channels = entry.inputShape(ModelConfig.of(config)).channels();
    SegmentationLoaders loaders = new SegmentationLoaders(recipe.data(), channels);
    SegmentationSet train = loaders.limited(parts.train());
    Normalization normalization = loaders.normalization(train);
    SegmenterInfo info = new SegmenterInfo(entry.name(), config, train.classes(), train.colors(),
        Math.min(recipe.data().width(), recipe.data().height()), doubles(normalization.mean()),
        doubles(normalization.std()));
    PixelLoss loss = recipe.loss().create(train.classes().size(), train::pixelCounts);
    Generator.seedAll(recipe.seed());
    Layer model = info.create();
    if (!recipe.model().weights().isEmpty()) {
      Models.loadPartial(model, Path.of(recipe.model().weights()));
    }
    Loader<SegmentationBatch> batches = loaders.train(train, normalization, recipe.loss().borders(), recipe.seed());
    Loader<SegmentationBatch> test = loaders.evaluation(parts.test(), normalization);
    TrainingOptions options = recipe.training();
    double updatesPerEpoch = (double) batches.batches() / options.accumulate();
    Optimizer optimizer = recipe.optimizer().create(List.of(new OptimizerSpec.Part(model.parameters(), 1)));
    Precision precision = options.precision().resolve(Device.parse(options.device()));
    Segmentation scheme = new Segmentation(model, optimizer,
        recipe.schedule().create(updatesPerEpoch, (long) (updatesPerEpoch * options.epochs())), loss, info,
        new Segmentation.Test(test, new SegmentationReport.Source(parts.test(), loaders::prepared), precision));
    return new Training<>(recipe, scheme, batches, loaders.evaluation(parts.validation(), normalization), test,
        new Training.Shown("pictures", recipe.data().batchSize(), "validation", List.of("segment --run RUN PICTURE")));
  }

  /** Sets what follows from the data, under the name that the network has for it. */
  private static void set(Map<String, Object> config, ModelEntry<?> entry, List<String> names, int value,
      String data) {
    for (RecordComponent component : entry.defaults().getClass().getRecordComponents()) {
      if (names.contains(component.getName())) {
        String key = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        Object asked = config.put(key, value);
        if (asked != null && !asked.toString().equals(Integer.toString(value))) {
          throw new IllegalArgumentException("model.config." + key + " is " + asked + ", but " + data + " has " + value
              + " classes; leave it out, it follows the data");
        }
      }
    }
  }

  private static List<Double> doubles(float[] values) {
    List<Double> list = new ArrayList<>();
    for (float value : values) {
      list.add(Double.parseDouble(Float.toString(value)));
    }
    return list;
  }
}
