package dev.fovea.cli;

import dev.fovea.bench.Bench;
import dev.fovea.tensor.Threads;
import dev.fovea.train.Precision;
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

/** {@code fovea bench}: how fast typical work is on this machine. */
@Command(
    name = "bench",
    description = "Time typical work on the processor: the median of a step after a warm-up. Without a name, list the"
        + " works.",
    subcommands = {BenchClassifyCommand.class, BenchAttentionCommand.class},
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea bench                                   the works",
      "  fovea bench resnet18-train",
      "  fovea bench resnet18-train --precision auto   bfloat16 where it is fast here",
      "  fovea bench op-add mlp-batch1 --json",
      "  fovea bench classify --models resnet50,vgg16",
      "  fovea bench attention --out plots"
    })
final class BenchCommand implements Callable<Integer> {
  @Mixin CommonOptions common = new CommonOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "WORK", arity = "0..*", description = "What to time.")
  List<String> works = List.of();

  @Option(names = "--precision", paramLabel = "TYPE", defaultValue = "fp32",
      description = "fp32, bf16, or auto for bf16 where it is fast (default: ${DEFAULT-VALUE}).")
  Precision precision = Precision.FP32;

  @Option(names = "--seconds", paramLabel = "S", defaultValue = "5",
      description = "How long to repeat each (default: ${DEFAULT-VALUE}).")
  double seconds = 5;

  @Option(names = "--threads", paramLabel = "N",
      description = "Threads of one operation (default: the physical cores).")
  @Nullable Integer threads;

  @Override
  public Integer call() {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    for (String work : works) {
      if (Bench.matching(work).isEmpty()) {
        throw CliException.usage("unknown work '" + work + "'",
            Nearest.hint(work, names(), "Works: " + String.join(", ", names())));
      }
    }
    if (works.isEmpty()) {
      list(console);
      return ExitCode.OK;
    }
    if (!(seconds > 0) || threads != null && threads < 1) {
      throw CliException.usage("--seconds and --threads: expected more than 0", null);
    }
    if (threads != null) {
      Threads.set(threads);
    }
    List<Bench.Result> results = new ArrayList<>();
    for (String work : works.stream().flatMap(name -> Bench.matching(name).stream()).toList()) {
      Bench.Result result = Bench.run(work, precision, seconds);
      results.add(result);
      if (!output.json) {
        show(console, result);
      }
    }
    if (output.json) {
      console.json(results.size() == 1 ? results.get(0) : results);
    }
    return ExitCode.OK;
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(Bench.works());
    names.add(BenchClassifyCommand.NAME);
    return names;
  }

  private void list(Console console) {
    Map<String, String> descriptions = new LinkedHashMap<>();
    Bench.works().forEach(work -> descriptions.put(work, Bench.describe(work)));
    descriptions.put(BenchClassifyCommand.NAME, "networks of --models, each in every way to run it");
    if (output.json) {
      console.json(descriptions.entrySet().stream()
          .map(each -> Map.of("work", each.getKey(), "description", each.getValue())).toList());
      return;
    }
    Table table = new Table("work", "a step is");
    descriptions.forEach(table::row);
    table.print(console);
  }

  private static void show(Console console, Bench.Result result) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("median", time(result.medianMicros()) + " a step, fastest " + time(result.fastestMicros()) + ", "
        + String.format(Locale.ROOT, "%,d", result.repetitions()) + " repetitions");
    facts.put("rate", ProgressLine.rate(result.itemsPerSecond()) + " a second");
    facts.put("with", result.precision().name().toLowerCase(Locale.ROOT) + ", " + result.threads() + " threads, "
        + String.format(Locale.ROOT, "largest resident memory %.0f MB, growth %.1f %%", result.residentMegabytes(),
            result.residentGrowthPercent()));
    console.line(console.paint(Console.BOLD, result.work()) + ": " + result.description());
    facts.forEach((key, value) -> console.line(String.format("  %-7s %s", key, value)));
  }

  private static String time(double micros) {
    return micros < 1000 ? String.format(Locale.ROOT, "%.2f us", micros)
        : String.format(Locale.ROOT, "%.2f ms", micros / 1000);
  }
}
