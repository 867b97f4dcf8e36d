package dev.fovea.train.comparison;

import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.train.recipe.Nearest;
import dev.fovea.train.recipe.RecipeException;
import dev.fovea.train.recipe.StrictYaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which classifiers to train with one budget, beside each other: a short YAML file, whose keys are checked.
 *
 * <pre>{@code
 * Comparison comparison = Comparison.named("classification-smoke").on("digits");
 * new ComparisonRun(comparison, Path.of("runs/smoke"), Datasets.Options.defaults()).run();
 * }</pre>
 *
 * @param name what its folder is called
 * @param title the heading of its table
 * @param smoke whether the base is that of smoke runs
 * @param recipe otherwise the base: the name of a classifier's recipe that comes with Fovea, or its file
 * @param data the data set; empty for that of the recipe
 * @param chapter a chapter of the registry all of whose networks take part, the smallest first; empty for none
 * @param settings changes of the base for all, such as {@code training.steps=200}
 * @param entries who takes part; one labelled as a network of the chapter takes its place
 */
public record Comparison(String name, String title, boolean smoke, String recipe, String data, String chapter,
    List<String> settings, List<Entry> entries) {
  /** Nobody. */
  public static final Comparison DEFAULT =
      new Comparison("comparison", "", false, "", "", "", List.of(), List.of());

  private static final List<String> NAMES = List.of("classification-smoke", "transformers-fashion-mnist");
  private static final String FOLDER = "/dev/fovea/train/comparisons/";

  /**
   * One that takes part.
   *
   * @param label its row's name; empty for the model's
   * @param model its name in the registry
   * @param config constructor arguments that differ from the model's defaults
   * @param settings changes of the base for this one alone
   */
  public record Entry(String label, String model, Map<String, Object> config, List<String> settings) {
    /** Nobody. */
    public static final Entry DEFAULT = new Entry("", "", Map.of(), List.of());

    /** Copies the parts, and takes the model's name where there is no label. */
    public Entry {
      label = label.isEmpty() ? model : label;
      config = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(config));
      settings = List.copyOf(settings);
    }
  }

  /** Copies the lists. */
  public Comparison {
    settings = List.copyOf(settings);
    entries = List.copyOf(entries);
  }

  /** The comparisons that come with Fovea. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * A comparison that comes with Fovea.
   *
   * @throws RecipeException if there is none of this name, with the nearest ones
   */
  public static Comparison named(String name) {
    if (!NAMES.contains(name)) {
      throw new RecipeException("There is no comparison '" + name + "'; " + Nearest.hint(name, NAMES));
    }
    try (InputStream in = Comparison.class.getResourceAsStream(FOLDER + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("The comparison " + name
            + " is missing from the class path; build Fovea again");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), name + ".yaml");
    } catch (IOException e) {
      throw new UncheckedIOException("The comparison " + name + " cannot be read", e);
    }
  }

  /** Reads a comparison's file. */
  public static Comparison read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new RecipeException("The comparison " + file + " cannot be read: " + e.getMessage()
          + ". Comparisons that come with Fovea are " + NAMES, e);
    }
  }

  /**
   * Reads a comparison's text.
   *
   * @param source where it is from, for messages
   * @throws RecipeException if it is not YAML, a key is unknown, a value is of another type, or something is missing
   */
  public static Comparison parse(String text, String source) {
    Comparison read = StrictYaml.read(Comparison.class, text, source);
    try {
      read.check();
      return read;
    } catch (RecipeException e) {
      throw new RecipeException(source + ": " + e.getMessage(), e);
    }
  }

  private void check() {
    if (smoke == !recipe.isEmpty()) {
      throw new RecipeException("expected either smoke: true or recipe: NAME as what all have in common");
    }
    if (chapter.isEmpty() && entries.isEmpty()) {
      throw new RecipeException("nobody takes part; give entries, or a chapter of the registry");
    }
    plans(data, List.of());
  }

  /** The same on another data set. */
  public Comparison on(String other) {
    return new Comparison(name, title, smoke, recipe, other, chapter, settings, entries);
  }

  /**
   * What each is trained by, in the order of the table.
   *
   * @param usual the data set where this comparison names none
   * @param changes settings that come before all others
   * @throws RecipeException if a network or a chapter is unknown, or two rows have one label
   */
  List<Plan> plans(String usual, List<String> changes) {
    Map<String, Entry> all = new LinkedHashMap<>();
    if (!chapter.isEmpty()) {
      List<ModelEntry<?>> members = Models.entries().stream().filter(each -> each.chapter().equals(chapter)).sorted(
          Comparator.comparingLong(ModelEntry::parameters)).toList();
      if (members.isEmpty()) {
        throw new RecipeException("'chapter': '" + chapter + "' has no networks; "
            + Nearest.hint(chapter, new HashSet<>(Models.entries().stream().map(ModelEntry::chapter).toList())));
      }
      members.forEach(each -> all.put(each.name(), new Entry("", each.name(), Map.of(), List.of())));
    }
    Set<String> labels = new HashSet<>();
    for (Entry entry : entries) {
      if (Models.find(entry.model).isEmpty()) {
        throw new RecipeException("'entries': unknown model '" + entry.model + "'; "
            + Nearest.hint(entry.model, Models.names()));
      }
      if (!labels.add(Plan.fileName(entry.label))) {
        throw new RecipeException("'entries': two rows are called '" + entry.label + "'; give one another label");
      }
      all.put(entry.label, entry);
    }
    List<Plan> plans = new ArrayList<>();
    all.values().forEach(entry -> plans.add(plan(entry, data.isEmpty() ? usual : data, changes)));
    return plans;
  }

  private Plan plan(Entry entry, String set, List<String> changes) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(entry.settings);
    all.addAll(options("model.config.", entry.config));
    all.addAll(changes);
    return new Plan(entry.label, Models.entry(entry.model).name(), recipe, set, List.copyOf(all));
  }

  /** Options as settings, those of groups by dots in their names. */
  private static List<String> options(String prefix, Map<?, ?> config) {
    List<String> settings = new ArrayList<>();
    config.forEach((key, value) -> settings.addAll(value instanceof Map<?, ?> group ? options(prefix + key + ".", group)
        : List.of(prefix + key + "=" + StrictYaml.literal(value))));
    return settings;
  }
}
