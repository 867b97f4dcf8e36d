package dev.fovea.cli;

import dev.fovea.data.DatasetInfo;
import dev.fovea.data.Datasets;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.train.classification.ClassificationRecipe;
import dev.fovea.train.recipe.Recipe;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks names from the command line before any work begins; unknown ones are wrong usage. */
final class Names {
  private static final String FOLDER = "image-folder:";
  private static final List<String> CLASSIFIERS = List.of("classification", "transformers");

  private Names() {}

  static ModelEntry<?> model(String name) {
    return Models.find(name).orElseThrow(() -> unknownModel(name));
  }

  static CliException unknownModel(String name) {
    return CliException.usage("unknown model '" + name + "'",
        Nearest.hint(name, Models.names(), "fovea models lists them."));
  }

  /** Recipes of Fovea's that train a network, other than as a classifier. */
  static List<String> recipesOf(ModelEntry<?> entry) {
    return Recipe.names().stream().filter(recipe -> {
      Recipe each = Recipe.named(recipe);
      String network = each.network().split(" ")[0];
      return !(each instanceof ClassificationRecipe)
          && (entry.name().equals(network) || entry.name().startsWith(network + "_"));
    }).toList();
  }

  /** Whether a network names classes of pictures, so that any such data set trains it. */
  static boolean isClassifier(ModelEntry<?> entry) {
    return CLASSIFIERS.contains(entry.chapter());
  }

  static String recipe(String name) {
    if (!Recipe.names().contains(name)) {
      throw CliException.usage("unknown recipe '" + name + "'",
          Nearest.hint(name, Recipe.names(), "Recipes: " + String.join(", ", Recipe.names())));
    }
    return name;
  }

  /** The same specification; {@code image-folder:PATH} must be a folder, other names must be known. */
  static String dataset(String spec) {
    if (spec.startsWith(FOLDER)) {
      String path = spec.substring(FOLDER.length());
      if (!isFolder(path)) {
        throw CliException.input(spec + ": there is no folder " + path, null);
      }
      return spec;
    }
    List<String> names = Datasets.known().stream().map(DatasetInfo::name).toList();
    if (!names.contains(spec)) {
      List<String> all = new ArrayList<>(names);
      all.add(FOLDER + "PATH");
      throw CliException.usage("unknown data set '" + spec + "'", isFolder(spec)
          ? "For the folder of that name write " + FOLDER + spec
          : Nearest.hint(spec, all, "Known: " + String.join(", ", all)));
    }
    return spec;
  }

  private static boolean isFolder(String path) {
    try {
      return Files.isDirectory(Path.of(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
