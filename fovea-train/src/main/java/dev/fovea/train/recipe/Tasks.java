package dev.fovea.train.recipe;

import dev.fovea.data.Datasets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** The tasks on the class path, and the recipes that come with them. */
final class Tasks {
  /** What a recipe without the key {@code task} is for. */
  static final String USUAL = "classification";

  private static final String FOLDER = "/dev/fovea/train/recipes/";
  private static final List<Task<?>> ALL = load();

  private Tasks() {}

  @SuppressWarnings("rawtypes")
  private static List<Task<?>> load() {
    return ServiceLoader.load(Task.class).stream().map(ServiceLoader.Provider::get).<Task<?>>map(task -> task)
        .sorted(Comparator.comparing((Task<?> task) -> !task.name().equals(USUAL)).thenComparing(Task::name)).toList();
  }

  static Task<?> named(String name) {
    return ALL.stream().filter(task -> task.name().equals(name)).findFirst().orElseThrow(() -> new RecipeException(
        "'task': unknown value '" + name + "'; " + Nearest.hint(name, ALL.stream().map(Task::name).toList())));
  }

  static Task<?> of(Recipe recipe) {
    return ALL.stream().filter(task -> task.recipeType() == recipe.getClass()).findFirst().orElseThrow(() ->
        new IllegalStateException(recipe.getClass().getName() + " is the recipe of no task; name its task in "
            + "META-INF/services/" + Task.class.getName()));
  }

  static Training<?> start(Recipe recipe, Datasets.Options data) {
    return start(of(recipe), recipe, data);
  }

  private static <R extends Record & Recipe> Training<?> start(Task<R> task, Recipe recipe, Datasets.Options data) {
    return task.start(task.recipeType().cast(recipe), data);
  }

  static List<String> recipeNames() {
    return ALL.stream().flatMap(task -> task.recipes().stream()).toList();
  }

  static String recipeText(String name) {
    for (Task<?> task : ALL) {
      if (task.recipes().contains(name)) {
        return read(task, name);
      }
    }
    throw new RecipeException("There is no recipe '" + name + "'; " + Nearest.hint(name, recipeNames()));
  }

  private static String read(Task<?> task, String name) {
    try (InputStream in = task.getClass().getResourceAsStream(FOLDER + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("The recipe " + name + " is missing from the class path; build Fovea again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The recipe " + name + " cannot be read", e);
    }
  }
}
