package dev.fovea.train.classification;

import dev.fovea.train.TrainingOptions;
import dev.fovea.train.recipe.DataSpec;
import dev.fovea.train.recipe.DistillationSpec;
import dev.fovea.train.recipe.LossSpec;
import dev.fovea.train.recipe.MixSpec;
import dev.fovea.train.recipe.ModelSpec;
import dev.fovea.train.recipe.OptimizerSpec;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.ScheduleSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * How to train a classifier.
 *
 * @param name what run folders are called
 * @param seed of weights, order, dropout and augmentation
 * @param model which network
 * @param data which pictures
 * @param mixup how the pictures of a batch are mixed
 * @param loss what is made small
 * @param distillation what is learned from another classifier
 * @param optimizer how weights follow gradients
 * @param schedule how the learning rate changes
 * @param training how long and how carefully
 */
public record ClassificationRecipe(String name, long seed, ModelSpec model, DataSpec data, MixSpec mixup,
    LossSpec loss, DistillationSpec distillation, OptimizerSpec optimizer, ScheduleSpec schedule,
    TrainingOptions training) implements Recipe {
  /** LeNet-5 on the digits, everything by default. */
  public static final ClassificationRecipe DEFAULT = new ClassificationRecipe("training", 1, ModelSpec.DEFAULT,
      DataSpec.DEFAULT, MixSpec.DEFAULT, LossSpec.DEFAULT, DistillationSpec.DEFAULT, OptimizerSpec.DEFAULT,
      ScheduleSpec.DEFAULT, TrainingOptions.DEFAULT);

  /** Checks that loss and mixing fit together. */
  public ClassificationRecipe {
    if (!mixup.isNone() && loss.name() != LossSpec.Name.CROSS_ENTROPY) {
      throw new IllegalArgumentException("mixup: mixed pictures have shares of classes, which only loss.name="
          + "cross-entropy takes, got " + loss.name().toString().toLowerCase(java.util.Locale.ROOT));
    }
  }

  /**
   * A classifier's recipe that comes with Fovea.
   *
   * @throws dev.fovea.train.recipe.RecipeException if there is none of this name
   * @throws IllegalArgumentException if it is for another kind of training
   */
  public static ClassificationRecipe named(String name) {
    Recipe recipe = Recipe.named(name);
    if (recipe instanceof ClassificationRecipe classification) {
      return classification;
    }
    throw new IllegalArgumentException("The recipe " + name + " trains no classifier; use Recipe.named and "
        + "Training.create");
  }

  @Override
  public String network() {
    return model.name();
  }

  @Override
  public String dataset() {
    return data.name();
  }

  @Override
  public ClassificationRecipe with(String... assignments) {
    return with(List.of(assignments));
  }

  @Override
  public ClassificationRecipe with(List<String> assignments) {
    return (ClassificationRecipe) Recipe.super.with(assignments);
  }

  @Override
  public ClassificationRecipe withFullPaths() {
    String weights = model.weights().isEmpty() ? "" : Path.of(model.weights()).toAbsolutePath().normalize().toString();
    return new ClassificationRecipe(name, seed,
        new ModelSpec(model.name(), model.config(), weights, model.backboneRate()), data.withFullPaths(), mixup,
        loss, distillation.withFullPaths(), optimizer, schedule, training);
  }
}
