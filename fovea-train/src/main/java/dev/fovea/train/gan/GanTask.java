package dev.fovea.train.gan;

import dev.fovea.data.Batch;
import dev.fovea.data.Datasets;
import dev.fovea.data.Loader;
import dev.fovea.models.InputShape;
import dev.fovea.models.generative.Critic;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Module;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.train.classification.ClassifierData;
import dev.fovea.train.classification.InputForm;
import dev.fovea.train.generative.FrechetScore;
import dev.fovea.train.recipe.OptimizerSpec;
import dev.fovea.train.recipe.Task;
import dev.fovea.train.recipe.Training;
import java.util.List;
import java.util.Map;

/** Learning to make pictures against a critic that learns to tell them from real ones. */
public final class GanTask implements Task<GanRecipe> {
  private static final int USUAL_SIDE = 32;

  @Override
  public String name() {
    return "gan";
  }

  @Override
  public Class<GanRecipe> recipeType() {
    return GanRecipe.class;
  }

  @Override
  public List<String> recipes() {
    return List.of("gan-digits", "dcgan-fashion-mnist", "wgan-gp-fashion-mnist");
  }

  @Override
  public Training<?> start(GanRecipe recipe, Datasets.Options options) {
    return start(recipe, new ClassifierData(recipe.data(), options));
  }

  static Training<?> start(GanRecipe recipe, ClassifierData data) {
    Device device = Device.parse(recipe.training().device());
    int channels = data.channels();
    int side = recipe.data().crop() > 0 ? recipe.data().crop() : USUAL_SIDE;
    InputForm form = data.inputForm(new InputShape(channels, side, side));
    Map<String, Integer> pictures = Map.of("nc", channels, "input_nc", channels, "image_size", side);
    NetworkSpec generators = recipe.generator().with(Map.of("nz", recipe.noise())).with(pictures);
    NetworkSpec critics = recipe.critic().with(pictures);
    List<LatentSum> sums = sums(recipe, data);
    Generator.seedAll(recipe.seed());
    GanInfo info = new GanInfo(generators, recipe.noise());
    Critic critic = critics.create(Critic.class, "critic");
    Layer generator;
    try {
      checkPenalty(recipe, (Module) critic);
      generator = info.create();
    } catch (RuntimeException e) {
      ((Module) critic).close();
      throw e;
    }
    Loader<Batch> train = data.trainLoader(form, recipe.seed(), device);
    Loader<Batch> test = data.testLoader(form, device);
    double steps = (double) train.batches() / recipe.training().accumulate();
    FrechetScore score = new FrechetScore(recipe.fid(), data, form, recipe.seed(), device);
    AdversarialTraining scheme = new AdversarialTraining(recipe.loss(), info,
        new AdversarialTraining.Player(generator, optimizer(recipe, generator, 1),
            schedule(recipe, steps / recipe.loss().criticSteps())),
        critic, new AdversarialTraining.Player((Module) critic,
            optimizer(recipe, (Module) critic, recipe.criticRate()), schedule(recipe, steps)),
        score, new GanPictures(sums, recipe.noise(), data, form, score));
    return new Training<>(recipe, scheme, train, test,
        new Training.Shown("pictures", recipe.data().batchSize(), List.of("generate --run RUN")));
  }

  private static Optimizer optimizer(GanRecipe recipe, Module network, double rate) {
    return recipe.optimizer().create(List.of(new OptimizerSpec.Part(network.parameters(), rate)));
  }

  private static dev.fovea.nn.schedule.Schedule schedule(GanRecipe recipe, double updatesPerEpoch) {
    return recipe.schedule().create(updatesPerEpoch,
        Math.max(1, (long) (updatesPerEpoch * recipe.training().epochs())));
  }

  /** The sums of classes that the data have; those of other data altogether are left out. */
  private static List<LatentSum> sums(GanRecipe recipe, ClassifierData data) {
    List<String> classes = data.train().classes();
    return recipe.arithmetic().stream().filter(sum -> {
      List<String> unknown = sum.classes().stream().filter(name -> !classes.contains(name)).toList();
      if (!unknown.isEmpty() && unknown.size() < sum.classes().size()) {
        throw new IllegalArgumentException("arithmetic: " + recipe.data().name() + " has no class '" + unknown.get(0)
            + "'; it has " + String.join(", ", classes));
      }
      return unknown.isEmpty();
    }).toList();
  }

  private static void checkPenalty(GanRecipe recipe, Module critic) {
    if (recipe.loss().penalty() > 0
        && critic.namedModules().values().stream().anyMatch(part -> part instanceof BatchNorm)) {
      throw new IllegalArgumentException("loss.penalty: " + recipe.critic().name() + " mixes the pictures of a batch "
          + "by batch normalisation, which a gradient penalty does not allow; set critic.config.norm to layer or none");
    }
  }
}
