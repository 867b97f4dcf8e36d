package dev.fovea.cli;

import dev.fovea.models.ModelEntry;
import dev.fovea.train.classification.ClassificationRecipe;
import dev.fovea.train.classification.SmokeRecipe;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.RecipeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What to train, from the command line: a recipe, or a model and data, with changes. */
final class RecipeOptions {
  private static final String FIRST = "lenet5-digits";

  @Parameters(paramLabel = "NAME", arity = "0..1",
      description = "A model or a recipe; see fovea models, fovea recipes (default: the recipe " + FIRST + ").")
  @Nullable String name;

  @Option(names = "--recipe", paramLabel = "NAME|FILE", order = 10,
      description = "Start from this recipe: one of Fovea's, a file, or a run's config.yaml.")
  @Nullable String recipe;

  @Option(names = "--data", paramLabel = "DATASET", order = 11,
      description = "What to train on; see fovea datasets.")
  @Nullable String data;

  @Option(names = "--epochs", paramLabel = "N", order = 12, description = "Passes over the data.")
  @Nullable Integer epochs;

  @Option(names = "--batch-size", paramLabel = "N", order = 13, description = "Pictures in a step.")
  @Nullable Integer batchSize;

  @Option(names = "--lr", paramLabel = "RATE", order = 14, description = "Learning rate.")
  @Nullable Double lr;

  @Option(names = "--precision", paramLabel = "TYPE", order = 15,
      description = "fp32, bf16, or auto for bf16 where it is fast here.")
  @Nullable String precision;

  @Option(names = "--seed", paramLabel = "N", order = 16,
      description = "Seed of weights, order, dropout and augmentation.")
  @Nullable Long seed;

  @Option(names = "--set", paramLabel = "KEY=VALUE", order = 17,
      description = "Set any key of the recipe, as optimizer.name=sgd; fovea recipes NAME --full shows all."
          + " Repeatable.")
  List<String> settings = new ArrayList<>();

  @Option(names = "--smoke", order = 18,
      description = "Only see whether a classifier learns: a few hundred steps on small pictures, nothing is kept."
          + " Exit code 1 if its loss does not fall or its accuracy stays near chance.")
  boolean smoke;

  /** Whether nothing was said, so that all comes from elsewhere. */
  boolean isEmpty() {
    return name == null && recipe == null && data == null && !smoke && changes().isEmpty();
  }

  /** The recipe with all changes, its names checked. */
  Recipe resolve() {
    try {
      Recipe chosen = base().with(changes());
      if (chosen instanceof ClassificationRecipe classifier) {
        Names.model(classifier.model().name());
        Names.dataset(classifier.data().name());
      }
      return chosen;
    } catch (RecipeException e) {
      throw CliException.usage(String.valueOf(e.getMessage()), null);
    }
  }

  /** The recipe of a smoke run of the named network. */
  ClassificationRecipe resolveSmoke() {
    if (recipe != null || name != null && Recipe.names().contains(name)) {
      throw CliException.usage("--smoke is a recipe of its own and takes a model, not the recipe "
          + (recipe != null ? recipe : name), "fovea train MODEL --smoke; fovea models lists them.");
    }
    ModelEntry<?> entry = name == null ? Names.model(ClassificationRecipe.DEFAULT.network()) : classifier(name);
    List<String> changes = changes();
    if (epochs != null) {
      changes.add(0, "training.steps=0");
    }
    try {
      return SmokeRecipe.of(entry, data == null ? "digits" : Names.dataset(data), changes);
    } catch (IllegalArgumentException e) {
      throw CliException.usage(String.valueOf(e.getMessage()), null);
    }
  }

  private Recipe base() {
    if (recipe != null) {
      Recipe start = read(recipe);
      return name == null && data == null ? start : over(start);
    }
    if (name == null) {
      return data == null ? Recipe.named(FIRST) : over(Recipe.named(FIRST));
    }
    if (Recipe.names().contains(name)) {
      Recipe start = Recipe.named(name);
      return data == null ? start : over(start);
    }
    String model = classifier(name).name();
    String set = data == null ? "digits" : Names.dataset(data);
    return Recipe.names().contains(model + "-" + set) ? Recipe.named(model + "-" + set)
        : over(ClassificationRecipe.DEFAULT);
  }

  private static ModelEntry<?> classifier(String name) {
    if (dev.fovea.models.Models.find(name).isEmpty()) {
      List<String> names = new ArrayList<>(dev.fovea.models.Models.names());
      names.addAll(Recipe.names());
      throw CliException.usage("unknown model or recipe '" + name + "'",
          Nearest.hint(name, names, "fovea models and fovea recipes list them."));
    }
    ModelEntry<?> entry = Names.model(name);
    if (!Names.isClassifier(entry)) {
      List<String> recipes = Names.recipesOf(entry);
      throw CliException.usage(entry.name() + " is no classifier", recipes.isEmpty() ? "fovea recipes lists trainings."
          : "Train it by its recipe: fovea train " + String.join(", or fovea train ", recipes));
    }
    return entry;
  }

  /** A recipe for another model or data set, under a name that says so. */
  private Recipe over(Recipe start) {
    if (!(start instanceof ClassificationRecipe)) {
      return overTask(start);
    }
    List<String> changes = new ArrayList<>();
    String model = start.network();
    if (name != null && !Recipe.names().contains(name)) {
      model = Names.model(name).name();
      changes.add("model.name=" + model);
    }
    String set = start.dataset();
    if (data != null) {
      set = Names.dataset(data);
      changes.add("data.name=" + quoted(set));
    }
    changes.add("name=" + quoted(model + "-" + shortly(set)));
    return start.with(changes);
  }

  /** The recipe of another kind of training: it keeps its network, other data are for its task to understand. */
  private Recipe overTask(Recipe start) {
    if (name != null && !Recipe.names().contains(name)) {
      throw CliException.usage("'" + name + "' and the recipe " + start.name() + ": give a recipe alone",
          "To change its network: --set model.name=... where the recipe has such a key.");
    }
    return data == null ? start
        : start.with("data.name=" + quoted(data), "name=" + quoted(start.network() + "-" + shortly(data)));
  }

  /** The last part of a path, or the name of a data set. */
  private static String shortly(String set) {
    return set.replaceFirst("^[a-z-]+:", "").replaceAll("[/\\\\]+$", "").replaceFirst("^.*[/\\\\]", "");
  }

  private static Recipe read(String nameOrFile) {
    if (Recipe.names().contains(nameOrFile)) {
      return Recipe.named(nameOrFile);
    }
    Path file = Path.of(nameOrFile);
    if (Files.isRegularFile(file)) {
      return Recipe.read(file);
    }
    if (nameOrFile.contains("/") || nameOrFile.endsWith(".yaml") || nameOrFile.endsWith(".yml")) {
      throw CliException.input(nameOrFile + ": no such recipe file", null);
    }
    return Recipe.named(Names.recipe(nameOrFile));
  }

  private List<String> changes() {
    List<String> changes = new ArrayList<>();
    add(changes, "training.epochs", epochs);
    add(changes, "data.batchSize", batchSize);
    add(changes, "optimizer.lr", lr);
    add(changes, "training.precision", precision);
    add(changes, "seed", seed);
    changes.addAll(settings);
    return changes;
  }

  private static void add(List<String> changes, String key, @Nullable Object value) {
    if (value != null) {
      changes.add(key + "=" + value);
    }
  }

  /** As a YAML text, whatever a path holds. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
