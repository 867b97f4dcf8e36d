package dev.fovea.models;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The options of a network that differ from its defaults, under the names of the reference's constructor arguments.
 *
 * <pre>{@code
 * Models.create("resnet18", ModelConfig.of("num_classes", 10).with("stem", "small"));
 * }</pre>
 *
 * <p>Values are whole numbers, numbers, truth values, texts, lists of these, null for an absent option, or a map of
 * options for a group of them; {@code group.option} is one option of a group.
 */
public final class ModelConfig {
  /** No options: everything as the network's defaults say. */
  public static final ModelConfig DEFAULTS = new ModelConfig(Map.of());

  private final Map<String, @Nullable Object> values;

  private ModelConfig(Map<String, ? extends @Nullable Object> values) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** One option; add others by {@link #with}. */
  public static ModelConfig of(String key, @Nullable Object value) {
    return DEFAULTS.with(key, value);
  }

  /** Options by name. */
  public static ModelConfig of(Map<String, ? extends @Nullable Object> values) {
    return new ModelConfig(values);
  }

  /** All options of a network's configuration record, under their names. */
  public static ModelConfig of(Record config) {
    return new ModelConfig(ConfigBinder.values(config));
  }

  /**
   * Options as a command line writes them: {@code num_classes=10}, {@code stem=small}, {@code layers=[1,1,1,1]}.
   *
   * @throws IllegalArgumentException if one has no equals sign
   */
  public static ModelConfig parse(List<String> assignments) {
    ModelConfig config = DEFAULTS;
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("Option '" + assignment + "': expected name=value, such as num_classes=10");
      }
      config = config.with(assignment.substring(0, equals).strip(), literal(assignment.substring(equals + 1).strip()));
    }
    return config;
  }

  private static @Nullable Object literal(String text) {
    if (text.startsWith("[") && text.endsWith("]")) {
      List<@Nullable Object> items = new ArrayList<>();
      String inner = text.substring(1, text.length() - 1).strip();
      for (String item : inner.isEmpty() ? new String[0] : inner.split(",")) {
        items.add(literal(item.strip()));
      }
      return items;
    }
    return switch (text) {
      case "true", "True" -> true;
      case "false", "False" -> false;
      case "null", "None" -> null;
      default -> number(text);
    };
  }

  private static Object number(String text) {
    if (text.matches("[-+]?\\d{1,18}")) {
      return Long.valueOf(text);
    }
    return text.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?") ? (Object) Double.valueOf(text) : text;
  }

  /** A copy with one option more, or with another value for it. */
  public ModelConfig with(String key, @Nullable Object value) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(values);
    changed.put(key, value);
    return new ModelConfig(changed);
  }

  /** A copy in which the other's options come first. */
  public ModelConfig with(ModelConfig other) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(values);
    changed.putAll(other.values);
    return new ModelConfig(changed);
  }

  /** The options by name, in the order in which they were given. */
  public Map<String, @Nullable Object> values() {
    return values;
  }

  /**
   * A network's defaults with these options in their places.
   *
   * @param owner the network's name, for messages
   * @throws IllegalArgumentException for an unknown option (with the nearest names), a wrong type or a value that the
   *     configuration refuses
   */
  public <C extends Record> C over(String owner, C defaults) {
    return ConfigBinder.bind(owner, defaults, values);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ModelConfig config && values.equals(config.values);
  }

  @Override
  public int hashCode() {
    return Objects.hash(values);
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
