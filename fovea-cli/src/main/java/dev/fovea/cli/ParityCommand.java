package dev.fovea.cli;

import dev.fovea.models.parity.CardResult;
import dev.fovea.models.parity.CardResult.Status;
import dev.fovea.models.parity.Parity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea parity}: whether networks and operations compute what their reference computes. */
@Command(
    name = "parity",
    description = {
      "Compare networks and operations with what a reference implementation computed (parity cards).",
      "One line a card: whether it agrees, the worst relative error of a value (at most 1e-4) and of a gradient's norm"
          + " (at most 5e-3; 'double' where only double precision decides). Exits with 1 if any card fails or names"
          + " something that is not here."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea parity cards                     all cards below a folder",
      "  fovea parity resnet18.json vit.json",
      "  fovea parity cards --known-only        skip what Fovea does not have yet",
      "  fovea parity cards --json > parity.json"
    })
final class ParityCommand implements Callable<Integer> {
  private static final int SHOWN = 3;

  @Mixin CommonOptions common = new CommonOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Cards, or folders of cards.")
  List<Path> paths = List.of();

  @Option(names = "--known-only", description = "Skip cards of networks and operations that Fovea does not have.")
  boolean knownOnly;

  @Option(names = "--verbose", description = "All that does not agree, not only the first three of a card.")
  boolean verbose;

  @Override
  public Integer call() throws IOException {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    if (Parity.cards(paths).isEmpty()) {
      throw CliException.input("no cards in " + paths, "Cards are .json files.");
    }
    List<CardResult> results = Parity.run(paths, knownOnly, result -> {
      if (!output.json && !(output.quiet && !result.failed())) {
        show(console, result);
      }
    });
    if (output.json) {
      console.json(Map.of("cards", results.stream().map(ParityCommand::facts).toList(), "summary", counts(results)));
    } else {
      console.line(summary(results));
    }
    return results.stream().anyMatch(CardResult::failed) ? ExitCode.FAILURE : ExitCode.OK;
  }

  private void show(Console console, CardResult result) {
    String word = String.format("%-7s", word(result.status()));
    String colour = result.failed() ? Console.RED : result.status() == Status.PASS ? Console.GREEN : Console.DIM;
    console.line(console.paint(colour, word) + " " + numbers(result) + "  " + result.card());
    if (result.status() == Status.FAIL) {
      int most = verbose ? Integer.MAX_VALUE : SHOWN;
      result.problems().stream().limit(most).forEach(problem -> console.line("          " + problem));
      if (result.problems().size() > most) {
        console.line("          and " + (result.problems().size() - most) + " more (--verbose)");
      }
    }
  }

  private static String word(Status status) {
    return status == Status.FAIL ? "FAIL" : status.name().toLowerCase(Locale.ROOT);
  }

  private static String numbers(CardResult result) {
    boolean run = result.status() == Status.PASS || result.status() == Status.FAIL;
    return String.format(Locale.ROOT, "%-26s value %-8s gradient %-15s %6s", result.model(),
        run ? error(result.output()) : "-", run ? error(result.gradient()) + (result.inDouble() ? " double" : "") : "-",
        run ? String.format(Locale.ROOT, "%.1f s", result.seconds()) : "");
  }

  private static String error(CardResult.Worst worst) {
    return worst.where().isEmpty() ? "-" : String.format(Locale.ROOT, "%.1e", worst.error());
  }

  private static Map<String, Long> counts(List<CardResult> results) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Status status : Status.values()) {
      counts.put(status.name().toLowerCase(Locale.ROOT),
          results.stream().filter(result -> result.status() == status).count());
    }
    return counts;
  }

  private static String summary(List<CardResult> results) {
    Map<String, Long> counts = counts(results);
    return String.format(Locale.ROOT, "%d cards: %d pass, %d FAIL, %d missing%s, %s", results.size(),
        counts.get("pass"), counts.get("fail"), counts.get("missing"),
        counts.get("skipped") == 0 ? "" : ", " + counts.get("skipped") + " skipped",
        ProgressLine.time(results.stream().mapToDouble(CardResult::seconds).sum()));
  }

  private static Map<String, Object> facts(CardResult result) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("card", result.card().toString());
    facts.put("model", result.model());
    facts.put("status", result.status().name().toLowerCase(Locale.ROOT));
    facts.put("value", worst(result.output()));
    facts.put("gradient", worst(result.gradient()));
    facts.put("double", result.inDouble());
    facts.put("problems", result.problems());
    facts.put("seconds", result.seconds());
    return facts;
  }

  private static Map<String, Object> worst(CardResult.Worst worst) {
    return Map.of("error", Double.isFinite(worst.error()) ? worst.error() : String.valueOf(worst.error()),
        "where", worst.where());
  }
}
