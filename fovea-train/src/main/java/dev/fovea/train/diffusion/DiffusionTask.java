package dev.fovea.train.diffusion;

import dev.fovea.data.Batch;
import dev.fovea.data.Datasets;
import dev.fovea.data.Loader;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.models.generative.DdpmUNet;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.train.classification.ClassifierData;
import dev.fovea.train.classification.InputForm;
import dev.fovea.train.generative.FrechetScore;
import dev.fovea.train.recipe.OptimizerSpec;
import dev.fovea.train.recipe.Task;
import dev.fovea.train.recipe.Training;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Learning to make pictures from noise. */
public final class DiffusionTask implements Task<DiffusionRecipe> {
  @Override
  public String name() {
    return "diffusion";
  }

  @Override
  public Class<DiffusionRecipe> recipeType() {
    return DiffusionRecipe.class;
  }

  @Override
  public List<String> recipes() {
    return List.of("ddpm-digits", "ddpm-fashion-mnist");
  }

  @Override
  public Training<?> start(DiffusionRecipe recipe, Datasets.Options options) {
    Models.entry(recipe.model().name());
    return start(recipe, new ClassifierData(recipe.data(), options));
  }

  /** A training on data that are there already. */
  static Training<Batch> start(DiffusionRecipe recipe, ClassifierData data) {
    Device device = Device.parse(recipe.training().device());
    Generator.seedAll(recipe.seed());
    DiffusionInfo info = info(recipe, data);
    DdpmUNet unet = info.create();
    if (!recipe.model().weights().isEmpty()) {
      Models.loadPartial(unet, Path.of(recipe.model().weights()));
    }
    Loader<Batch> train = data.trainLoader(info.input(), recipe.seed(), device);
    Loader<Batch> test = data.testLoader(info.input(), device);
    double updatesPerEpoch = (double) train.batches() / recipe.training().accumulate();
    long updates = (long) (updatesPerEpoch * recipe.training().epochs());
    Optimizer optimizer = recipe.optimizer().create(List.of(new OptimizerSpec.Part(unet.parameters(), 1)));
    FrechetScore score = data.train().classes().size() < 2 && recipe.fid().classifier().isEmpty() ? null
        : new FrechetScore(recipe.fid(), data, info.input(), recipe.seed(), device);
    Diffusion scheme = new Diffusion(unet, optimizer, recipe.schedule().create(updatesPerEpoch, updates), recipe, info,
        data, score);
    return new Training<>(recipe, scheme, train, test, new Training.Shown("pictures", recipe.data().batchSize(),
        List.of("generate --run RUN")));
  }

  /** What goes with the weights: the recipe's network with the channels and classes of the data. */
  private static DiffusionInfo info(DiffusionRecipe recipe, ClassifierData data) {
    ModelEntry<?> entry = Models.entry(recipe.model().name());
    if (!(entry.defaults() instanceof DdpmUNet.Config)) {
      throw new IllegalArgumentException("model.name: expected a diffusion model such as ddpm_unet, got "
          + entry.name());
    }
    Map<String, Object> config = new LinkedHashMap<>(recipe.model().config());
    int classes = data.train().classes().size();
    config.putIfAbsent("num_classes", classes > 1 ? classes : 0);
    config.putIfAbsent("in_channels", data.channels());
    int channels = ((DdpmUNet.Config) entry.resolve(ModelConfig.of(config))).inChannels();
    config.putIfAbsent("out_ch", channels * (recipe.process().variance().isLearned() ? 2 : 1));
    DdpmUNet.Config network = (DdpmUNet.Config) entry.resolve(ModelConfig.of(config));
    if (network.numClasses() != 0 && network.numClasses() != classes) {
      throw new IllegalArgumentException("model.config.num_classes is " + network.numClasses() + ", but "
          + data.train().name() + " has " + classes + " classes; leave it out, or 0 for pictures without classes");
    }
    InputForm form = data.inputForm(entry.inputShape(ModelConfig.of(config)));
    if (form.preprocessing().crop() != network.resolution()) {
      throw new IllegalArgumentException("data.crop is " + form.preprocessing().crop() + ", but the network makes "
          + "pictures of " + network.resolution() + " (model.config.resolution); set both alike");
    }
    return new DiffusionInfo(entry.name(), config, network.numClasses() == 0 ? List.of() : data.train().classes(), form,
        recipe.process(), recipe.sampling());
  }
}
