package dev.fovea.train.recipe;

import dev.fovea.data.Datasets;
import java.util.List;

/**
 * A kind of training: what its recipes say, and how one of them becomes a run.
 *
 * <p>Tasks are found through {@link java.util.ServiceLoader}: a file {@code META-INF/services/dev.fovea.train.recipe.Task}
 * names the classes. A recipe file names its task by the key {@code task}.
 *
 * @param <R> what a recipe of this kind says; its record components are the file's keys, and its constant {@code
 *     DEFAULT}, if it has one, is what left-out keys mean
 */
public interface Task<R extends Record & Recipe> {
  /** What recipe files call it: {@code classification}. */
  String name();

  /** The record that its recipe files bind to. */
  Class<R> recipeType();

  /** Its recipes that come with it, as resources {@code /dev/fovea/train/recipes/NAME.yaml}. */
  List<String> recipes();

  /**
   * Seeds the random generators and makes networks, optimisers and loaders; trains nothing yet.
   *
   * @throws IllegalArgumentException if the recipe asks for something that is not there
   * @throws dev.fovea.data.DataException if the data are not there
   */
  Training<?> start(R recipe, Datasets.Options data);
}
