package dev.fovea.train.fewshot;

import dev.fovea.data.Batch;
import dev.fovea.data.Datasets;
import dev.fovea.data.Episodes;
import dev.fovea.data.FewShotSet;
import dev.fovea.data.Loader;
import dev.fovea.data.MemoryImages;
import dev.fovea.data.MemoryLoader;
import dev.fovea.data.Normalization;
import dev.fovea.data.OneShotRun;
import dev.fovea.data.Order;
import dev.fovea.data.PictureForm;
import dev.fovea.data.Turns;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.train.TrainingOptions;
import dev.fovea.train.recipe.OptimizerSpec;
import dev.fovea.train.recipe.Task;
import dev.fovea.train.recipe.Training;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Learning an embedding in which a few pictures make a class. */
public final class FewShotTask implements Task<FewShotRecipe> {
  @Override
  public String name() {
    return "few-shot";
  }

  @Override
  public Class<FewShotRecipe> recipeType() {
    return FewShotRecipe.class;
  }

  @Override
  public List<String> recipes() {
    return List.of("protonet-omniglot-small1", "protonet-omniglot-small2", "protonet-omniglot");
  }

  @Override
  public Training<?> start(FewShotRecipe recipe, Datasets.Options data) {
    ModelEntry<?> entry = Models.entry(recipe.model().name());
    PictureForm form = recipe.data().pictures();
    FewShotSet set = FewShotSet.open(recipe.data().name(), form, data);
    List<OneShotRun> runs = recipe.data().name().startsWith("omniglot")
        ? OneShotRun.find(data, form).orElse(List.of()) : List.of();
    MemoryImages trained = recipe.data().rotations() ? Turns.of(set.train(), recipe.data().mirrored()) : set.train();
    MemoryImages tested = recipe.data().rotations() ? Turns.of(set.test(), false) : set.test();
    Generator.seedAll(recipe.seed());
    FewShotInfo info = new FewShotInfo(entry.name(), config(recipe, entry), form, recipe.test().views(),
        recipe.distortion().times(recipe.test().strength()));
    Layer model = info.create();
    if (!recipe.model().weights().isEmpty()) {
      Models.loadPartial(model, Path.of(recipe.model().weights()));
    }
    Device device = Device.parse(recipe.training().device());
    FewShotRecipe.Episode episode = recipe.episodes();
    Loader<Batch> train = MemoryLoader.images(trained, new Episodes(trained.labels(), recipe.data().batchSize(),
        episode.shots(), episode.queries(), episode.perEpoch(), recipe.seed()),
        Normalization.unit(form.channels()), device);
    Loader<Batch> test = MemoryLoader.images(tested,
        Order.sequential(tested.size()).batches(recipe.data().testBatchSize()),
        Normalization.unit(form.channels()), device);
    TrainingOptions options = recipe.training();
    double updates = (double) train.batches() / options.accumulate();
    PrototypicalTraining scheme = new PrototypicalTraining(model,
        recipe.optimizer().create(List.of(new OptimizerSpec.Part(model.parameters(), 1))),
        recipe.schedule().create(updates, (long) (updates * options.epochs())), recipe, info, set.test(), tested, runs,
        set.leftOut());
    return new Training<>(recipe, scheme, train, test, new Training.Shown("drawings",
        recipe.data().batchSize() * (episode.shots() + episode.queries()),
        List.of("fewshot --run RUN --support FOLDER PICTURE")));
  }

  /** The recipe's arguments, with the channels of the pictures. */
  private static Map<String, Object> config(FewShotRecipe recipe, ModelEntry<?> entry) {
    Map<String, Object> config = new LinkedHashMap<>(recipe.model().config());
    for (String key : List.of("x_dim", "in_channels")) {
      String component = key.equals("x_dim") ? "xDim" : "inChannels";
      if (Arrays.stream(entry.defaults().getClass().getRecordComponents())
          .anyMatch(each -> each.getName().equals(component))) {
        config.putIfAbsent(key, recipe.data().pictures().channels());
      }
    }
    entry.resolve(ModelConfig.of(config));
    return config;
  }
}
