package dev.fovea.train.recipe;

import dev.fovea.train.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What to train, on what, and how: a short YAML file, whose keys are checked.
 *
 * <pre>{@code
 * Recipe recipe = Recipe.named("lenet5-digits").with("training.epochs=5", "optimizer.lr=0.002");
 * try (Training<?> training = Training.create(recipe, Path.of("runs"))) {
 *   training.run();
 * }
 * }</pre>
 *
 * <p>Each kind of training has a record of its own that says this ({@link Task#recipeType}); the key {@code task} of the
 * file says which, and where it is left out, the training is {@code classification}. All have the keys {@code name},
 * {@code seed}, {@code data} and {@code training}.
 */
public interface Recipe {
  /** What run folders are called. */
  String name();

  /** The seed of weights, order, dropout, augmentation and noise. */
  long seed();

  /** How long and how carefully to train. */
  TrainingOptions training();

  /** What learns, in a word or two, for lists: {@code resnet18}. */
  String network();

  /** What it learns from, for lists: {@code fashion-mnist}. */
  String dataset();

  /** This recipe with full paths, so that it means the same when it is read in another folder. */
  default Recipe withFullPaths() {
    return this;
  }

  /** The recipes that come with Fovea, by task. */
  static List<String> names() {
    return Tasks.recipeNames();
  }

  /**
   * A recipe that comes with Fovea.
   *
   * @throws RecipeException if there is none of this name, with the nearest ones
   */
  static Recipe named(String name) {
    return parse(text(name), name + ".yaml");
  }

  /** The text of a recipe that comes with Fovea. */
  static String text(String name) {
    return Tasks.recipeText(name);
  }

  /** What the comment at the head of a recipe that comes with Fovea says. */
  static RecipeHead head(String name) {
    return RecipeHead.of(text(name));
  }

  /** Reads a recipe file, such as a run's {@code config.yaml}. */
  static Recipe read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new RecipeException("The recipe " + file + " cannot be read: " + e.getMessage()
          + ". Recipes that come with Fovea are " + names(), e);
    }
  }

  /**
   * Reads a recipe's text.
   *
   * @param source where it is from, for messages
   * @throws RecipeException if it is not YAML, a key is unknown or a value is of another type
   */
  static Recipe parse(String text, String source) {
    try {
      Map<String, Object> values = Yaml.read(text, source);
      Object task = values.remove("task");
      return bind(task == null ? Tasks.USUAL : task.toString(), values);
    } catch (RecipeException e) {
      throw e.getMessage().startsWith(source) ? e : new RecipeException(source + ": " + e.getMessage(), e);
    }
  }

  /**
   * This recipe with other values under dotted keys: {@code training.epochs=5}, {@code model.config.stem=small}.
   *
   * @throws RecipeException if a key is unknown or a value is of another type
   */
  default Recipe with(String... assignments) {
    return with(List.of(assignments));
  }

  /** This recipe with other values; see {@link #with(String...)}. */
  default Recipe with(List<String> assignments) {
    Map<String, Object> values = mutable(Binding.toMap((Record) this));
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals < 1) {
        throw new RecipeException("'" + assignment + "': expected key=value, such as training.epochs=5");
      }
      Yaml.set(values, assignment.substring(0, equals).strip(),
          Yaml.scalar(assignment.substring(equals + 1).strip(), assignment));
    }
    return bind(Tasks.of(this).name(), values);
  }

  /** Everything that this recipe says or leaves to defaults, as YAML that {@link #parse} reads. */
  default String toYaml() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("task", Tasks.of(this).name());
    values.putAll(Binding.toMap((Record) this));
    return Yaml.write(values);
  }

  private static Recipe bind(String task, Map<String, Object> values) {
    return Binding.bind(Tasks.named(task).recipeType(), values, "");
  }

  private static Map<String, Object> mutable(Map<String, Object> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(key, value instanceof Map<?, ?> inner ? mutable(inner.entrySet().stream()
        .collect(Collectors.toMap(e -> String.valueOf(e.getKey()), Map.Entry::getValue, (a, b) -> b,
            LinkedHashMap::new))) : value));
    return copy;
  }
}
