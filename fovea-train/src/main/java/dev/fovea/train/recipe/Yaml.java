package dev.fovea.train.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** YAML 1.2 to maps, lists, texts and numbers, and back. */
final class Yaml {
  private Yaml() {}

  /**
   * Reads a document whose top is a group of keys.
   *
   * @throws RecipeException with line and column if it is not YAML
   */
  static Map<String, Object> read(String text, String source) {
    Object value = load(text, source);
    if (value == null) {
      return new LinkedHashMap<>();
    }
    if (!(value instanceof Map<?, ?>)) {
      throw new RecipeException(source + ": expected keys with values, such as 'model: lenet5', got '" + value + "'");
    }
    return copy((Map<?, ?>) value);
  }

  /** Reads one value, such as {@code 0.1}, {@code true}, {@code [1, 2]}. */
  static Object scalar(String text, String source) {
    Object value = load(text, source);
    return value == null ? "" : value;
  }

  /** Writes maps and lists, one key a line. */
  static String write(Map<String, Object> values) {
    return new Dump(DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setSchema(new CoreSchema()).build())
        .dumpToString(values);
  }

  /** Sets the value under a dotted key, making the groups on the way. */
  @SuppressWarnings("unchecked")
  static void set(Map<String, Object> values, String key, Object value) {
    String[] parts = key.split("\\.");
    Map<String, Object> at = values;
    for (int i = 0; i < parts.length - 1; i++) {
      Object next = at.get(parts[i]);
      if (!(next instanceof Map<?, ?>)) {
        next = new LinkedHashMap<String, Object>();
        at.put(parts[i], next);
      }
      at = (Map<String, Object>) next;
    }
    at.put(parts[parts.length - 1], value);
  }

  private static Object load(String text, String source) {
    try {
      return new Load(LoadSettings.builder().setLabel(source).setSchema(new CoreSchema()).setAllowDuplicateKeys(false)
          .build()).loadFromString(text);
    } catch (YamlEngineException e) {
      throw new RecipeException(source + " is not YAML: " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> copy(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), copyValue(value)));
    return copy;
  }

  private static Object copyValue(Object value) {
    if (value instanceof Map<?, ?> map) {
      return copy(map);
    } else if (value instanceof List<?> items) {
      List<Object> copy = new ArrayList<>();
      items.forEach(item -> copy.add(copyValue(item)));
      return copy;
    }
    return value;
  }
}
