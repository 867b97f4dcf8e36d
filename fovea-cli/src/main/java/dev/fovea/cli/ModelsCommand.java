package dev.fovea.cli;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.models.Paper;
import dev.fovea.models.Structure;
import dev.fovea.models.Weights;
import dev.fovea.nn.Layer;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea models}: the networks that can be trained and used by name. */
@Command(
    name = "models",
    description = "List the networks, or show one.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea models                        all, with parameters, input and paper",
      "  fovea models resnet                 those whose name holds resnet",
      "  fovea models zagoruyko              those of a paper, by a word of its title",
      "                                      or authors",
      "  fovea models resnet18               one: paper, options, layers",
      "  fovea models resnet18 --depth 3     with the parts of its blocks",
      "  fovea models --sort multiply-adds --chapter classification",
      "  fovea models --json"
    })
final class ModelsCommand implements Callable<Integer> {
  /** Columns from which the list has exact numbers, and layers their whole description. */
  private static final int WIDE = 110;

  /** What the list can be ordered by. */
  enum Order {
    NAME, PARAMETERS, MULTIPLY_ADDS, YEAR;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Mixin CommonOptions common = new CommonOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "A name; or a part of names, or a word of papers.")
  @Nullable String name;

  @Option(names = "--chapter", paramLabel = "CHAPTER", description = "Only those of a chapter, as classification.")
  @Nullable String chapter;

  @Option(names = "--sort", paramLabel = "KEY", defaultValue = "name",
      description = "${COMPLETION-CANDIDATES} (default: name).", converter = OrderConverter.class)
  Order order = Order.NAME;

  @Option(names = "--depth", paramLabel = "N", defaultValue = "2",
      description = "How deep to show the layers of one network; 0 for not at all (default: ${DEFAULT-VALUE}).")
  int depth = 2;

  /** Takes the names that the help shows. */
  static final class OrderConverter implements CommandLine.ITypeConverter<Order> {
    @Override
    public Order convert(String value) {
      try {
        return Order.valueOf(value.toUpperCase(Locale.ROOT).replace('-', '_'));
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException("expected one of name, parameters, multiply-adds, year, got '"
            + value + "'");
      }
    }
  }

  @Override
  public Integer call() {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    if (name != null && Models.find(name).isPresent()) {
      show(console, Models.entry(name));
    } else {
      list(console, chosen());
    }
    return ExitCode.OK;
  }

  private List<ModelEntry<?>> chosen() {
    List<ModelEntry<?>> chosen = Models.entries().stream()
        .filter(entry -> name == null || matches(entry, name.toLowerCase(Locale.ROOT)))
        .filter(entry -> chapter == null || entry.chapter().equals(chapter))
        .sorted(comparator())
        .toList();
    if (chosen.isEmpty() && chapter != null && Models.entries().stream().noneMatch(e -> e.chapter().equals(chapter))) {
      List<String> chapters = Models.entries().stream().<String>map(ModelEntry::chapter).distinct().sorted().toList();
      throw CliException.usage("unknown chapter '" + chapter + "'",
          Nearest.hint(chapter, chapters, "Chapters: " + String.join(", ", chapters)));
    }
    if (chosen.isEmpty()) {
      throw Names.unknownModel(String.valueOf(name));
    }
    return chosen;
  }

  /** Whether a text is in the name or an alias, or begins a word of the paper's title or authors. */
  private static boolean matches(ModelEntry<?> entry, String text) {
    String paper = (entry.paper().title() + " " + entry.paper().authors()).toLowerCase(Locale.ROOT);
    return entry.name().contains(text) || entry.aliases().stream().anyMatch(alias -> alias.contains(text))
        || Pattern.compile("(?<![\\p{L}\\d])" + Pattern.quote(text)).matcher(paper).find();
  }

  private Comparator<ModelEntry<?>> comparator() {
    Comparator<ModelEntry<?>> byName = Comparator.comparing(entry -> natural(entry.name()));
    return switch (order) {
      case NAME -> byName;
      case PARAMETERS -> Comparator.<ModelEntry<?>>comparingLong(ModelEntry::parameters).thenComparing(byName);
      case MULTIPLY_ADDS -> Comparator.<ModelEntry<?>>comparingLong(entry ->
          entry.multiplyAdds().orElse(Long.MAX_VALUE)).thenComparing(byName);
      case YEAR -> Comparator.<ModelEntry<?>>comparingInt(entry -> entry.paper().year()).thenComparing(byName);
    };
  }

  private void list(Console console, List<ModelEntry<?>> entries) {
    if (output.json) {
      console.json(entries.stream().map(ModelsCommand::facts).toList());
      return;
    }
    boolean narrow = Console.columns() < WIDE;
    Table table = narrow ? new Table("model", ">params", ">mult-adds", "input", "paper")
        : new Table("model", ">parameters", ">multiply-adds", "input", "checkpoints", "paper");
    for (ModelEntry<?> entry : entries) {
      String cost = magnitude(entry.multiplyAdds());
      String input = entry.inputShape().toString();
      if (narrow) {
        table.row(entry.name(), magnitude(OptionalLong.of(entry.parameters())), cost, input, briefly(entry.paper()));
      } else {
        table.row(entry.name(), String.format(Locale.ROOT, "%,d", entry.parameters()), cost, input,
            String.valueOf(entry.weights().size()), shortly(entry.paper()));
      }
    }
    table.print(console);
    if (!output.quiet) {
      console.note(entries.size() + " models; fovea models NAME shows one, fovea train NAME trains it.");
    }
  }

  private void show(Console console, ModelEntry<?> entry) {
    if (output.json) {
      console.json(facts(entry));
      return;
    }
    console.line(console.paint(Console.BOLD, entry.name()));
    line(console, "paper", entry.paper().title() + ", " + entry.paper().year());
    line(console, "", entry.paper().authors());
    line(console, "", entry.paper().url());
    line(console, "chapter", entry.chapter());
    if (!entry.aliases().isEmpty()) {
      line(console, "also", String.join(", ", entry.aliases()));
    }
    line(console, "parameters", String.format(Locale.ROOT, "%,d", entry.parameters()));
    line(console, "mult-adds", magnitude(entry.multiplyAdds()));
    line(console, "input", entry.inputShape().toString());
    line(console, "options", options(entry));
    for (Weights weights : entry.weights()) {
      line(console, "checkpoint", weights.name() + ", top-1 " + weights.top1() + " %, " + weights.licence());
      line(console, "", weights.url());
    }
    if (Names.isClassifier(entry)) {
      line(console, "train", "fovea train " + entry.name() + " --data DATASET");
    }
    Names.recipesOf(entry).forEach(recipe -> line(console, "train", "fovea train " + recipe));
    if (depth > 0 && !output.quiet && entry.create(ModelConfig.DEFAULTS) instanceof Layer network) {
      try (network) {
        console.line();
        layers(console, Structure.of(network, entry.inputShape()));
      }
    }
  }

  private void layers(Console console, Structure structure) {
    int room = Console.columns() < WIDE ? 22 : 48;
    Table table = new Table("layer", "what", "output", ">parameters", ">multiply-adds");
    for (Structure.Row row : structure.rows()) {
      if (row.depth() <= depth) {
        String part = row.name().substring(row.name().lastIndexOf('.') + 1);
        boolean open = !row.leaf() && row.depth() < depth;
        String what = row.description().length() > room ? row.description().substring(0, room - 1) + "…"
            : row.description();
        table.row("  ".repeat(row.depth()) + (part.isEmpty() ? "(all)" : part), what,
            row.output().stream().map(String::valueOf).collect(Collectors.joining("x")),
            open && row.depth() > 0 ? "" : String.format(Locale.ROOT, "%,d", row.parameters()),
            open && row.depth() > 0 ? "" : String.format(Locale.ROOT, "%,d", row.multiplyAdds()));
      }
    }
    table.print(console);
  }

  /** {@code 4.09 G}. */
  private static String magnitude(OptionalLong number) {
    if (number.isEmpty()) {
      return "";
    }
    double value = number.getAsLong();
    return value >= 1e9 ? String.format(Locale.ROOT, "%.2f G", value / 1e9)
        : String.format(Locale.ROOT, "%.1f M", value / 1e6);
  }

  /** With numbers of one length, so that 18 comes before 101. */
  private static String natural(String name) {
    return Pattern.compile("\\d+").matcher(name).replaceAll(digits -> String.format("%8s", digits.group()));
  }

  /** {@code He et al. 2015}. */
  private static String shortly(Paper paper) {
    int comma = paper.authors().indexOf(',');
    return (comma < 0 ? paper.authors() : paper.authors().substring(0, comma) + " et al.") + " " + paper.year();
  }

  /** {@code He 2015}. */
  private static String briefly(Paper paper) {
    return paper.authors().split(",| and ")[0] + " " + paper.year();
  }

  private static String options(ModelEntry<?> entry) {
    return ModelConfig.of(entry.defaults()).values().entrySet().stream()
        .map(option -> option.getKey() + "=" + option.getValue()).collect(Collectors.joining(", "));
  }

  private static void line(Console console, String key, String value) {
    console.line(String.format("  %-11s %s", key, value));
  }

  private static Map<String, Object> facts(ModelEntry<?> entry) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", entry.name());
    facts.put("aliases", entry.aliases());
    facts.put("chapter", entry.chapter());
    facts.put("parameters", entry.parameters());
    entry.multiplyAdds().ifPresent(count -> facts.put("multiplyAdds", count));
    facts.put("input", List.of(entry.inputShape().channels(), entry.inputShape().height(),
        entry.inputShape().width()));
    facts.put("options", ModelConfig.of(entry.defaults()).values());
    facts.put("paper", Map.of("title", entry.paper().title(), "authors", entry.paper().authors(),
        "year", entry.paper().year(), "venue", entry.paper().venue(), "url", entry.paper().url()));
    facts.put("checkpoints", entry.weights().stream().map(weights -> Map.of("name", weights.name(),
        "url", weights.url(), "licence", weights.licence(), "top1", weights.top1())).toList());
    return facts;
  }
}
