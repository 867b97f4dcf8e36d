package dev.fovea.cli;

import dev.fovea.train.classification.ClassifierTrainer;
import dev.fovea.train.classification.TrialResult;
import dev.fovea.train.comparison.Comparison;
import dev.fovea.train.comparison.ComparisonRow;
import dev.fovea.train.comparison.ComparisonRun;
import dev.fovea.train.recipe.RecipeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea compare}: trains several networks with one budget, and leaves a table. */
@Command(
    name = "compare",
    description = {
      "Train several networks with one budget, and write a table of what came of them.",
      "Run it again on the same folder to go on after an interruption. Without a name, list Fovea's comparisons."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea compare                        the comparisons",
      "  fovea compare classification-smoke",
      "  fovea compare classification-smoke --data digits --set training.steps=50",
      "  fovea compare mine.yaml --out runs/mine"
    })
final class CompareCommand implements Callable<Integer> {
  @Mixin CommonOptions common = new CommonOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Mixin DataOptions places = new DataOptions();
  @Mixin DeviceOptions device = new DeviceOptions();
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "NAME|FILE", arity = "0..1", description = "One of Fovea's comparisons, or a file.")
  @Nullable String comparison;

  @Option(names = "--data", paramLabel = "DATASET", order = 11,
      description = "What to train on, if not what the comparison says.")
  @Nullable String data;

  @Option(names = "--set", paramLabel = "KEY=VALUE", order = 17,
      description = "Set any key of the recipe for all, as training.steps=50. Repeatable.")
  List<String> settings = new ArrayList<>();

  @Option(names = "--out", paramLabel = "DIR", order = 19,
      description = "The folder of results and table (default: runs/NAME).")
  @Nullable Path out;

  @Override
  public Integer call() {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    if (comparison == null) {
      list(console);
      return ExitCode.OK;
    }
    boolean silent = output.quiet || output.json && !Console.errIsTerminal();
    Comparison chosen = data == null ? read(comparison) : read(comparison).on(Names.dataset(data));
    Path folder = out == null ? Path.of("runs", chosen.name()) : out;
    List<String> changes = new ArrayList<>(settings);
    changes.add("training.device=" + device.apply());
    ComparisonRun run = new ComparisonRun(chosen, folder, places.places(console, silent),
        changes.toArray(String[]::new));
    try (Interruption interruption = new Interruption(() -> console.note("\nStopping after this step ..."))) {
      List<ComparisonRow> rows = run.run(interruption.signal(), new View(console, silent));
      if (interruption.signal().isRequested()) {
        console.note("Stopped. What is done is kept in " + folder + "; the same command goes on.");
        return ExitCode.INTERRUPTED;
      }
      conclude(console, rows, folder);
      return rows.stream().allMatch(CompareCommand::learned) ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  private void list(Console console) {
    if (output.json) {
      console.json(Comparison.names().stream().map(name -> Map.of("comparison", name, "title",
          Comparison.named(name).title())).toList());
      return;
    }
    Table table = new Table("comparison", "of what");
    Comparison.names().forEach(name -> table.row(name, Comparison.named(name).title()));
    table.print(console);
  }

  private static Comparison read(String comparison) {
    try {
      if (Comparison.names().contains(comparison)) {
        return Comparison.named(comparison);
      }
      if (Files.isRegularFile(Path.of(comparison))) {
        return Comparison.read(Path.of(comparison));
      }
    } catch (RecipeException e) {
      throw CliException.usage(String.valueOf(e.getMessage()), null);
    }
    if (comparison.contains("/") || comparison.endsWith(".yaml") || comparison.endsWith(".yml")) {
      throw CliException.input(comparison + ": no such comparison file", null);
    }
    throw CliException.usage("unknown comparison '" + comparison + "'", Nearest.hint(comparison, Comparison.names(),
        "Comparisons: " + String.join(", ", Comparison.names())));
  }

  private static boolean learned(ComparisonRow row) {
    TrialResult result = row.result();
    return result != null && result.failure().isEmpty();
  }

  private void conclude(Console console, List<ComparisonRow> rows, Path folder) {
    if (output.json) {
      console.json(rows.stream().map(CompareCommand::facts).toList());
      return;
    }
    long learned = rows.stream().filter(CompareCommand::learned).count();
    console.line(console.paint(Console.BOLD, learned + " of " + rows.size() + " networks learned"));
    if (!output.quiet) {
      console.line("Table and plots: " + folder.resolve("table.md"));
    }
  }

  private static Map<String, Object> facts(ComparisonRow row) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("label", row.label());
    TrialResult result = row.result();
    if (result == null) {
      facts.put("learned", false);
      facts.put("failure", String.valueOf(row.error()));
    } else {
      facts.putAll(SmokeRun.facts(result));
    }
    return facts;
  }

  /** A line for each network that is done, and on a terminal a bar for the one that trains. */
  private record View(Console console, boolean silent) implements ComparisonRun.Watcher {
    @Override
    public void starting(int number, int of, ClassifierTrainer training) {
      if (!silent && Console.errIsTerminal()) {
        console.note(number + "/" + of + " " + training.recipe().network());
        training.with(new TrainingView(console, training.shown(), true, System::nanoTime));
      }
    }

    @Override
    public void finished(int number, int of, ComparisonRow row, boolean kept) {
      TrialResult result = row.result();
      if (silent) {
        return;
      }
      String what = result == null ? "failed: " + row.error() : String.format(Locale.ROOT,
          "accuracy %.1f %%  loss %.3f to %.3f  %.1f ms a step  %s", 100 * result.accuracy(), result.firstLoss(),
          result.lastLoss(), result.stepMilliseconds(), ProgressLine.time(result.seconds()));
      console.note(number + "/" + of + " " + row.label() + "  " + what + (kept ? "  (kept)" : ""));
    }
  }
}
