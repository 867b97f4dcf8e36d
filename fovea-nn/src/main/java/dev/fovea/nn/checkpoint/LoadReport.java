package dev.fovea.nn.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How the names of a checkpoint fit those of a model.
 *
 * @param matched names whose values were, or would be, copied
 * @param missing names and shapes that the model has and the checkpoint lacks
 * @param unexpected names and shapes that the checkpoint has and the model lacks
 * @param mismatched names that both have, with different shapes or kinds of element
 */
public record LoadReport(List<String> matched, List<Item> missing, List<Item> unexpected, List<Mismatch> mismatched) {
  private static final int SHOWN = 10;

  /** An entry on one side only, as {@code float32[64, 3, 7, 7]}. */
  public record Item(String name, String form) {}

  /** An entry of both sides that cannot be copied. */
  public record Mismatch(String name, String expected, String got) {}

  /** Whether every name matched. */
  public boolean isComplete() {
    return missing.isEmpty() && unexpected.isEmpty() && mismatched.isEmpty();
  }

  /** The report in words, up to ten names of each kind. */
  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    int all = matched.size() + missing.size() + mismatched.size();
    lines.add(matched.size() + " of " + all + " names match");
    add(lines, "missing in the checkpoint", missing, each -> each.name() + " " + each.form());
    add(lines, "unexpected in the checkpoint", unexpected, each -> each.name() + " " + each.form());
    add(lines, "of another form", mismatched,
        each -> each.name() + " expected " + each.expected() + ", got " + each.got());
    return String.join("\n", lines);
  }

  private static <T> void add(List<String> lines, String title, List<T> items, Function<T, String> text) {
    if (items.isEmpty()) {
      return;
    }
    lines.add("  " + title + " (" + items.size() + "):");
    items.stream().limit(SHOWN).forEach(each -> lines.add("    " + text.apply(each)));
    if (items.size() > SHOWN) {
      lines.add("    and " + (items.size() - SHOWN) + " more");
    }
  }
}
