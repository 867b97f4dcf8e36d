package dev.fovea.train.recipe;

import dev.fovea.train.TrainingOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
 * }</pre>
 *
 * @param name what run folders are called
 * @param seed of weights, order, dropout and augmentation
 * @param model which network
 * @param data which pictures
 * @param loss what is made small
 * @param optimizer how weights follow gradients
 * @param schedule how the learning rate changes
 * @param training how long and how carefully
 */
public record Recipe(String name, long seed, ModelSpec model, DataSpec data, LossSpec loss, OptimizerSpec optimizer,
    ScheduleSpec schedule, TrainingOptions training) {
  /** LeNet-5 on the digits, everything by default. */
  public static final Recipe DEFAULT = new Recipe("training", 1, ModelSpec.DEFAULT, DataSpec.DEFAULT, LossSpec.DEFAULT,
      OptimizerSpec.DEFAULT, ScheduleSpec.DEFAULT, TrainingOptions.DEFAULT);

  private static final String IMAGE_FOLDER = "image-folder:";
  private static final String FOLDER = "/dev/fovea/train/recipes/";
  private static final List<String> NAMES = List.of("lenet5-digits", "lenet5-fashion-mnist", "resnet18-fashion-mnist",
      "resnet18-cifar10", "squeezenet-finetune");

  /** The recipes that come with Fovea. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * A recipe that comes with Fovea.
   *
   * @throws RecipeException if there is none of this name, with the nearest ones
   */
  public static Recipe named(String name) {
    return parse(text(name), name + ".yaml");
  }

  /** The text of a recipe that comes with Fovea; its head says command, time and expected figure. */
  public static String text(String name) {
    if (!NAMES.contains(name)) {
      throw new RecipeException("There is no recipe '" + name + "'; " + Nearest.hint(name, NAMES));
    }
    try (InputStream in = Recipe.class.getResourceAsStream(FOLDER + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("The recipe " + name + " is missing from the class path; build Fovea again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The recipe " + name + " cannot be read", e);
    }
  }

  /** The comment at the head of a recipe that comes with Fovea. */
  public static String summary(String name) {
    return text(name).lines().takeWhile(line -> line.startsWith("#")).map(line -> line.substring(1).strip())
        .collect(Collectors.joining("\n"));
  }

  /** Reads a recipe file, such as a run's {@code config.yaml}. */
  public static Recipe read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new RecipeException("The recipe " + file + " cannot be read: " + e.getMessage()
          + ". Recipes that come with Fovea are " + NAMES, e);
    }
  }

  /**
   * Reads a recipe's text.
   *
   * @param source where it is from, for messages
   * @throws RecipeException if it is not YAML, a key is unknown or a value is of another type
   */
  public static Recipe parse(String text, String source) {
    try {
      return Binding.bind(Recipe.class, Yaml.read(text, source), "");
    } catch (RecipeException e) {
      throw e.getMessage().startsWith(source) ? e : new RecipeException(source + ": " + e.getMessage(), e);
    }
  }

  /**
   * This recipe with other values under dotted keys: {@code training.epochs=5}, {@code model.config.stem=small}.
   *
   * @throws RecipeException if a key is unknown or a value is of another type
   */
  public Recipe with(String... assignments) {
    return with(List.of(assignments));
  }

  /** This recipe with other values; see {@link #with(String...)}. */
  public Recipe with(List<String> assignments) {
    Map<String, Object> values = mutable(Binding.toMap(this));
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals < 1) {
        throw new RecipeException("'" + assignment + "': expected key=value, such as training.epochs=5");
      }
      Yaml.set(values, assignment.substring(0, equals).strip(),
          Yaml.scalar(assignment.substring(equals + 1).strip(), assignment));
    }
    return Binding.bind(Recipe.class, values, "");
  }

  /** This recipe with full paths, so that it means the same when it is read in another folder. */
  public Recipe withFullPaths() {
    String weights = model.weights().isEmpty() ? "" : Path.of(model.weights()).toAbsolutePath().normalize().toString();
    String pictures = data.name().startsWith(IMAGE_FOLDER)
        ? IMAGE_FOLDER + Path.of(data.name().substring(IMAGE_FOLDER.length())).toAbsolutePath().normalize()
        : data.name();
    return new Recipe(name, seed, new ModelSpec(model.name(), model.config(), weights, model.backboneRate()),
        new DataSpec(pictures, data.batchSize(), data.testBatchSize(), data.resize(), data.crop(), data.normalize(),
            data.augment(), data.limit(), data.threads()), loss, optimizer, schedule, training);
  }

  /** Everything that this recipe says or leaves to defaults, as YAML that {@link #parse} reads. */
  public String toYaml() {
    return Yaml.write(Binding.toMap(this));
  }

  private static Map<String, Object> mutable(Map<String, Object> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(key, value instanceof Map<?, ?> inner ? mutable(inner.entrySet().stream()
        .collect(Collectors.toMap(e -> String.valueOf(e.getKey()), Map.Entry::getValue, (a, b) -> b,
            LinkedHashMap::new))) : value));
    return copy;
  }
}
