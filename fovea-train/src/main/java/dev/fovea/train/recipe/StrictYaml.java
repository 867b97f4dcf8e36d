package dev.fovea.train.recipe;

/** YAML files for records: keys are the record's components; an unknown key or another type is an error. */
public final class StrictYaml {
  private StrictYaml() {}

  /**
   * Reads the record that a text describes; what it leaves out is as in the record's constant {@code DEFAULT}.
   *
   * @param source where the text is from, for messages
   * @throws RecipeException if it is not YAML, a key is unknown or a value is of another type
   */
  public static <R extends Record> R read(Class<R> type, String text, String source) {
    try {
      return Binding.bind(type, Yaml.read(text, source), "");
    } catch (RecipeException e) {
      throw e.getMessage().startsWith(source) ? e : new RecipeException(source + ": " + e.getMessage(), e);
    }
  }

  /** A value as the right side of an assignment such as {@link Recipe#with} takes: {@code [1, 2]}, {@code 'small'}. */
  public static String literal(Object value) {
    return value instanceof String text ? "'" + text.replace("'", "''") + "'" : value.toString();
  }
}
