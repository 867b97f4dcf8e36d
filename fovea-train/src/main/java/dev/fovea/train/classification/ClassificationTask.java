package dev.fovea.train.classification;

import dev.fovea.data.Datasets;
import dev.fovea.models.Models;
import dev.fovea.train.recipe.Task;
import dev.fovea.train.recipe.Training;
import java.util.List;

/** Learning to name the class of a picture. */
public final class ClassificationTask implements Task<ClassificationRecipe> {
  @Override
  public String name() {
    return "classification";
  }

  @Override
  public Class<ClassificationRecipe> recipeType() {
    return ClassificationRecipe.class;
  }

  @Override
  public List<String> recipes() {
    return List.of("lenet5-digits", "lenet5-fashion-mnist", "resnet18-fashion-mnist", "resnet18-cifar10",
        "alexnet-cifar10", "fractalnet-fashion-mnist", "squeezenet-finetune", "deit-fashion-mnist", "vit-fashion-mnist",
        "cpvt-fashion-mnist");
  }

  @Override
  public Training<?> start(ClassificationRecipe recipe, Datasets.Options data) {
    Models.entry(recipe.model().name());
    return ClassifierTrainer.start(recipe, new ClassifierData(recipe.data(), data));
  }
}
