package dev.fovea.train.classification;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.train.run.Metadata;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What it takes to use a classifier's weights: it stands in the metadata of every file of weights that a run writes.
 *
 * @param model name in the registry
 * @param config constructor arguments that differ from the model's defaults
 * @param classes names by class number
 * @param input how pictures become inputs
 */
public record ClassifierInfo(String model, Map<String, Object> config, List<String> classes, InputForm input) {
  private static final String KEY = "fovea.classifier";

  /** Copies the classes. */
  public ClassifierInfo {
    config = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(config));
    classes = List.copyOf(classes);
  }

  /** A registry entry's own: the classes and preprocessing of its official weights. */
  public static ClassifierInfo of(ModelEntry<?> entry) {
    return new ClassifierInfo(entry.name(), Map.of(), entry.classNames(),
        new InputForm(entry.inputShape().channels(), entry.preprocessing()));
  }

  /** The network with fresh weights. */
  public Layer create() {
    return Models.classifier(model, ModelConfig.of(config));
  }

  /** The name of a class; its number where there are no names. */
  public String className(int number) {
    return number < classes.size() ? classes.get(number) : Integer.toString(number);
  }

  /** As metadata of a file. */
  public Map<String, String> toMetadata() {
    return Metadata.of(KEY, this);
  }

  /**
   * From a file's metadata, if it has such.
   *
   * @throws dev.fovea.nn.checkpoint.CheckpointException if it is there but cannot be read
   */
  public static Optional<ClassifierInfo> fromMetadata(Map<String, String> metadata, String source) {
    return Metadata.read(metadata, KEY, ClassifierInfo.class, source);
  }
}
