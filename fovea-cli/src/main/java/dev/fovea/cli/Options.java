package dev.fovea.cli;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The options of a network and their defaults, from its configuration record. */
final class Options {
  private Options() {}

  /** {@code num_classes=1000, dropout=0.5}. */
  static String describe(Record defaults) {
    return values(defaults).entrySet().stream().map(option -> option.getKey() + "=" + option.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Names as the reference writes them, with values as text. */
  static Map<String, String> values(Record defaults) {
    Map<String, String> values = new LinkedHashMap<>();
    for (RecordComponent component : defaults.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        values.put(snake(component.getName()), String.valueOf(component.getAccessor().invoke(defaults)));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(defaults.getClass() + " cannot be read", e);
      }
    }
    return values;
  }

  private static String snake(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
