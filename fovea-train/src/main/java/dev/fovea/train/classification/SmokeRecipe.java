package dev.fovea.train.classification;

import dev.fovea.models.HasAuxiliaryScores;
import dev.fovea.models.InputShape;
import dev.fovea.models.InputSide;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.recipe.ModelSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The one recipe that shows in a minute or two whether a classifier learns: a few hundred steps on small pictures.
 *
 * <p>Pictures have the smallest side that the network sensibly takes: its own where that is 32 or less, otherwise the
 * first of 32, 64, 80, ... that its training accepts, with at least four patches a side where it cuts pictures into
 * patches. Auxiliary heads that need larger pictures than the rest ({@code aux_logits}) are left out, and running
 * statistics that would not keep up with so few steps ({@code norm_momentum}) follow by a tenth a step.
 */
public final class SmokeRecipe {
  private static final List<String> SETTINGS = List.of("data.batchSize=32", "data.limit=9600", "data.testLimit=1000",
      "optimizer.name=adam", "optimizer.lr=0.0005", "schedule.name=one-cycle", "training.epochs=300",
      "training.steps=300", "training.clipNorm=1", "training.precision=fp32", "training.evaluateEvery=0",
      "training.logEvery=10");
  private static final String AUXILIARY_KEY = "aux_logits";
  private static final String MOMENTUM_KEY = "norm_momentum";
  private static final double QUICK = 0.1;
  private static final List<Integer> SIDES = List.of(32, 64, 80, 96, 128, 160, 192, 224);
  private static final int SMALL = 32;
  private static final int PATCHES = 4;

  private SmokeRecipe() {}

  /**
   * The recipe of a network on a data set.
   *
   * @param changes settings of the caller's own, such as {@code optimizer.lr=0.001}, which come before all others; a
   *     side of the pictures among them ({@code data.crop}, {@code model.config.image_size}) is kept
   * @throws dev.fovea.train.recipe.RecipeException if a change names no key of a recipe
   * @throws IllegalArgumentException if the network is no classifier, or takes none of the sides
   */
  public static ClassificationRecipe of(ModelEntry<?> entry, String dataset, List<String> changes) {
    ClassificationRecipe recipe = ClassificationRecipe.DEFAULT.with(SETTINGS).with("model.name=" + entry.name(),
        "data.name='" + dataset.replace("'", "''") + "'", "name=" + entry.name() + "-smoke").with(changes);
    ClassificationRecipe quick = quick(recipe, entry);
    boolean given = recipe.data().crop() > 0 || InputSide.KEYS.stream().anyMatch(key -> says(recipe, key));
    return given ? quick : small(quick, entry);
  }

  private static ClassificationRecipe quick(ClassificationRecipe recipe, ModelEntry<?> entry) {
    Object momentum = ModelConfig.of(entry.resolve(ModelConfig.of(recipe.model().config()))).values().get(MOMENTUM_KEY);
    return momentum instanceof Double slow && slow < QUICK && !says(recipe, MOMENTUM_KEY)
        ? recipe.with("model.config." + MOMENTUM_KEY + "=" + QUICK) : recipe;
  }

  private static boolean says(ClassificationRecipe recipe, String key) {
    return recipe.model().config().keySet().stream()
        .anyMatch(said -> said.replace("_", "").equalsIgnoreCase(key.replace("_", "")));
  }

  private static ClassificationRecipe small(ClassificationRecipe recipe, ModelEntry<?> entry) {
    ModelConfig asked = ModelConfig.of(recipe.model().config());
    InputShape usual = entry.inputShape(asked);
    int largest = Math.max(usual.height(), usual.width());
    if (largest <= SMALL) {
      return sided(recipe, asked, largest);
    }
    Map<String, @Nullable Object> full = ModelConfig.of(entry.resolve(asked)).values();
    boolean optional = Boolean.TRUE.equals(full.get(AUXILIARY_KEY)) && !says(recipe, AUXILIARY_KEY);
    RuntimeException refused = null;
    for (int side : sides(InputSide.largestPatch(entry, asked), largest)) {
      ModelConfig whole = InputSide.of(entry, asked, side);
      for (ModelConfig config : optional ? List.of(whole, whole.with(AUXILIARY_KEY, false)) : List.of(whole)) {
        try {
          InputShape shape = entry.inputShape(config);
          int taken = shape.equals(usual) ? side : Math.min(shape.height(), shape.width());
          tryTraining(entry, config, shape.channels(), taken);
          return sided(recipe, config, taken);
        } catch (IllegalArgumentException | TensorException e) {
          refused = e;
        }
      }
    }
    throw new IllegalArgumentException(entry.name() + " takes square pictures of no side up to " + largest
        + "; say one that it takes: --set data.crop=SIDE", refused);
  }

  /** Sides to try, the smallest first and the network's own last. */
  private static TreeSet<Integer> sides(int patch, int largest) {
    int least = Math.max(SMALL, PATCHES * patch);
    TreeSet<Integer> sides = new TreeSet<>(SIDES);
    sides.add(least);
    sides.removeIf(side -> side < least || side > largest);
    sides.add(largest);
    return sides;
  }

  /** Runs a batch of two through the network as training does. */
  private static void tryTraining(ModelEntry<?> entry, ModelConfig config, int channels, int side) {
    try (Layer network = Models.classifier(entry.name(), config); GradMode off = GradMode.noGrad();
        Scope scope = Scope.open()) {
      network.train();
      Tensor pictures = Tensors.rand(2, channels, side, side);
      Tensor scores = network instanceof HasAuxiliaryScores heads ? heads.scores(pictures).logits()
          : network.apply(pictures);
      if (scores.dim() != 2) {
        throw new IllegalArgumentException(entry.name() + " gives " + scores.describe()
            + " where a classifier gives scores (n, classes)");
      }
    }
  }

  private static ClassificationRecipe sided(ClassificationRecipe recipe, ModelConfig config, int side) {
    ModelSpec model = recipe.model();
    Map<String, Object> values = new LinkedHashMap<>();
    config.values().forEach((key, value) -> {
      if (value != null) {
        values.put(key, value);
      }
    });
    return new ClassificationRecipe(recipe.name(), recipe.seed(),
        new ModelSpec(model.name(), values, model.weights(), model.backboneRate()), recipe.data(), recipe.mixup(),
        recipe.loss(), recipe.distillation(), recipe.optimizer(), recipe.schedule(), recipe.training())
        .with("data.crop=" + side, "data.resize=" + side);
  }
}
