package dev.fovea.train.comparison;

import dev.fovea.models.Models;
import dev.fovea.train.classification.ClassificationRecipe;
import dev.fovea.train.classification.SmokeRecipe;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.RecipeException;
import dev.fovea.train.recipe.StrictYaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How one row of a comparison comes about; equal plans give equal rows, but for times.
 *
 * @param label the row's name
 * @param model the network's name in the registry
 * @param base the name or the file of a recipe; empty for that of smoke runs
 * @param data the data set
 * @param changes settings over the base, the last ones first in rank
 */
record Plan(String label, String model, String base, String data, List<String> changes) {
  /** The whole recipe. A smoke run's is found by trying, which takes the time of making the network. */
  ClassificationRecipe recipe() {
    if (base.isEmpty()) {
      return SmokeRecipe.of(Models.entry(model), data, changes);
    }
    return base(base).with("model.name=" + model, "model.config={}", "data.name=" + StrictYaml.literal(data),
        "name=" + StrictYaml.literal(label)).with(changes);
  }

  /** A classifier's recipe by its name or its file. */
  static ClassificationRecipe base(String nameOrFile) {
    Recipe recipe = Recipe.names().contains(nameOrFile) || !Files.isRegularFile(Path.of(nameOrFile))
        ? Recipe.named(nameOrFile) : Recipe.read(Path.of(nameOrFile));
    if (recipe instanceof ClassificationRecipe classification) {
      return classification;
    }
    throw new RecipeException("'recipe': " + nameOrFile + " trains no classifier, and only classifiers are compared");
  }

  /** What the row's file is called, without its ending. */
  static String fileName(String label) {
    return label.replaceAll("[^A-Za-z0-9._-]+", "_");
  }
}
