package dev.fovea.train.recipe;

import java.util.List;

/**
 * What the comment at the head of a recipe says to whoever chooses one.
 *
 * @param what one line
 * @param command that runs it
 * @param needs the data, and where they come from
 * @param time that it takes, measured
 * @param expected the figure that it reached
 */
public record RecipeHead(String what, String command, String needs, String time, String expected) {
  /** Reads a recipe's text; a line that is missing is empty. */
  static RecipeHead of(String text) {
    List<String> lines = text.lines().takeWhile(line -> line.startsWith("#")).map(line -> line.substring(1).strip())
        .toList();
    return new RecipeHead(lines.isEmpty() ? "" : lines.get(0), after("Command:", lines), after("Needs:", lines),
        after("Time:", lines), after("Expected:", lines));
  }

  private static String after(String key, List<String> lines) {
    return lines.stream().filter(line -> line.startsWith(key)).map(line -> line.substring(key.length()).strip())
        .findFirst().orElse("");
  }
}
