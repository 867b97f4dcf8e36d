package dev.fovea.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The catalogue of docs/systems.yaml, and the page that is made from it. */
record SystemsTable(List<Chapter> chapters) {
  /** A chapter of the catalogue. */
  record Chapter(String name, List<Row> rows) {}

  /** A system: what it must hold, and what shows that it does. */
  record Row(String id, String system, String holds, boolean op, List<String> models, List<String> recipes,
      @Nullable String parity, @Nullable String result, @Nullable String use, List<ComparedNetwork> compared) {
    boolean hasParity() {
      return parity != null;
    }

    boolean hasRecipe() {
      return !recipes.isEmpty() && result != null || !compared.isEmpty();
    }

    boolean hasUse() {
      return use != null;
    }

    /** The figure of the recipe, and those of comparisons. */
    String figures() {
      String others = compared.stream().map(ComparedNetwork::figure).collect(Collectors.joining(", "));
      return result == null ? others : others.isEmpty() ? result : result + "; " + others;
    }

    boolean isDone() {
      return hasParity() && (op || hasRecipe()) && hasUse();
    }

    String state() {
      return isDone() ? "done" : hasParity() || hasRecipe() || hasUse() || !models.isEmpty() ? "begun" : "planned";
    }
  }

  private static final List<String> KEYS =
      List.of("id", "system", "holds", "op", "models", "recipes", "parity", "result", "use", "comparison", "compared");

  static SystemsTable read(Path file) throws IOException {
    List<Chapter> chapters = new ArrayList<>();
    for (Object chapter : (List<?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file))) {
      Map<?, ?> map = (Map<?, ?>) chapter;
      List<Row> rows = new ArrayList<>();
      for (Object each : (List<?>) map.get("rows")) {
        rows.add(row(file.resolveSibling("results"), (Map<?, ?>) each));
      }
      chapters.add(new Chapter((String) map.get("chapter"), rows));
    }
    return new SystemsTable(chapters);
  }

  private static Row row(Path results, Map<?, ?> map) throws IOException {
    for (Object key : map.keySet()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(map.get("id") + ": unknown key '" + key + "', expected one of " + KEYS);
      }
    }
    return new Row(text(map, "id"), text(map, "system"), text(map, "holds") == null ? "" : text(map, "holds"),
        Boolean.TRUE.equals(map.get("op")), list(map, "models"), list(map, "recipes"), text(map, "parity"),
        text(map, "result"), text(map, "use"), compared(results, map));
  }

  /** The rows of a comparison's table that a system names by their labels; its models where it names none. */
  private static List<ComparedNetwork> compared(Path results, Map<?, ?> map) throws IOException {
    String comparison = text(map, "comparison");
    if (comparison == null) {
      return List.of();
    }
    List<String> labels = list(map, map.containsKey("compared") ? "compared" : "models");
    return ComparedNetwork.read(results.resolve(comparison + ".csv")).stream()
        .filter(network -> labels.contains(network.label())).toList();
  }

  List<Row> rows() {
    return chapters.stream().flatMap(chapter -> chapter.rows().stream()).toList();
  }

  /** The page in Markdown. */
  String markdown() {
    StringBuilder page = new StringBuilder();
    long done = rows().stream().filter(Row::isDone).count();
    page.append("# Systems\n\n")
        .append("<!-- Made from systems.yaml; write there, then: "
            + "./mvnw -pl fovea-cli -am test -Dtest=SystemsTableTest -Dfovea.regenerate=true "
            + "-Dsurefire.failIfNoSpecifiedTests=false -->\n\n")
        .append("What Fovea is to hold when it is whole, and how far it is. A system is done when three things "
            + "hold:\n\n")
        .append("- **P**, parity: its networks and operations agree with the reference implementation, so that "
            + "official checkpoints load by name.\n")
        .append("- **R**, recipe: one command trains it on real data to a figure that a trivial answer cannot reach; "
            + "operations without a network need none.\n")
        .append("- **U**, use: it applies to a picture or text of your own, from the command line and from Java.\n\n")
        .append(done).append(" of ").append(rows().size()).append(" are done.\n");
    int number = 1;
    for (Chapter chapter : chapters) {
      page.append("\n## ").append(number++).append(' ').append(chapter.name()).append("\n\n")
          .append("| id | system | P | R | U | state | models | figure |\n|---|---|---|---|---|---|---|---|\n");
      for (Row row : chapter.rows()) {
        page.append("| ").append(row.id()).append(" | ").append(row.system())
            .append(row.holds().isEmpty() ? "" : ": " + row.holds().replace("|", "\\|"))
            .append(" | ").append(mark(row.hasParity()))
            .append(" | ").append(row.op() ? "-" : mark(row.hasRecipe()))
            .append(" | ").append(mark(row.hasUse()))
            .append(" | ").append(row.state())
            .append(" | ").append(row.models().isEmpty() ? "" : "`" + String.join("` `", row.models()) + "`")
            .append(" | ").append(row.figures())
            .append(" |\n");
      }
    }
    return page.toString();
  }

  private static String mark(boolean done) {
    return done ? "yes" : "";
  }

  private static @Nullable String text(Map<?, ?> map, String key) {
    return (String) map.get(key);
  }

  private static List<String> list(Map<?, ?> map, String key) {
    Object value = map.get(key);
    return value == null ? List.of() : ((List<?>) value).stream().map(String.class::cast).toList();
  }
}
