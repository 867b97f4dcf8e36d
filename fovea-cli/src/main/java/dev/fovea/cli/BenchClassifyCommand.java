package dev.fovea.cli;

import dev.fovea.bench.ClassifierBench;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Threads;
import dev.fovea.train.Precision;
import dev.fovea.train.classification.Inference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fovea bench classify}: how much faster prediction is than the plain network. */
@Command(
    name = "classify",
    sortOptions = false,
    description = {
      BenchClassifyCommand.PURPOSE + " Fresh weights, random pictures, the processor.",
      "Milliseconds a batch: plain (float32), folded (batch normalisations in the convolutions), channels last, and"
          + " that in bfloat16; * marks what fovea predict uses. Deviation is how far its logits are from the plain"
          + " ones, by the largest."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea bench classify                          ten networks",
      "  fovea bench classify --models resnet50,vgg16 --batch 8",
      "  fovea bench classify --models all --seconds 1 --json"
    })
final class BenchClassifyCommand implements Callable<Integer> {
  static final String NAME = "classify";
  static final String PURPOSE = "Time ways to run classifiers.";
  private static final String ALL = "all";

  @Mixin CommonOptions common = new CommonOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Spec CommandSpec spec;

  @Option(names = "--models", paramLabel = "NAME", split = ",", order = 10,
      description = "Networks, with commas between them, or all (default: ten of different families).")
  List<String> models = ClassifierBench.DEFAULT_MODELS;

  @Option(names = "--batch", paramLabel = "N", defaultValue = "1", order = 11,
      description = "Pictures at once (default: ${DEFAULT-VALUE}).")
  int batch = 1;

  @Option(names = "--size", paramLabel = "PX", order = 12,
      description = "Side of the pictures (default: each network's own).")
  @Nullable Integer size;

  @Option(names = "--precision", paramLabel = "TYPE", defaultValue = "auto", order = 13,
      description = "fp32, bf16, or auto for what predict would choose (default: ${DEFAULT-VALUE}).")
  Precision precision = Precision.AUTO;

  @Option(names = "--seconds", paramLabel = "S", defaultValue = "5", order = 14,
      description = "How long to repeat each network (default: ${DEFAULT-VALUE}).")
  double seconds = 5;

  @Option(names = "--threads", paramLabel = "N", order = 15,
      description = "Threads of one operation (default: the physical cores).")
  @Nullable Integer threads;

  @Override
  public Integer call() {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    List<String> names = names();
    if (batch < 1 || size != null && size < 1 || !(seconds > 0) || threads != null && threads < 1) {
      throw CliException.usage("--batch, --size, --seconds and --threads: expected more than 0", null);
    }
    if (threads != null) {
      Threads.set(threads);
    }
    ClassifierBench.Options options = new ClassifierBench.Options(batch, size, precision, seconds);
    List<ClassifierBench.Row> rows = new ArrayList<>();
    for (String name : names) {
      try {
        rows.add(ClassifierBench.run(name, options));
      } catch (IllegalArgumentException | TensorException e) {
        console.note("fovea: " + name + ": " + e.getMessage());
        continue;
      }
      if (!output.json) {
        show(console, rows);
      }
    }
    if (output.json) {
      console.json(rows);
    }
    return rows.size() == names.size() ? ExitCode.OK : ExitCode.INPUT;
  }

  private List<String> names() {
    if (models.equals(List.of(ALL))) {
      return Models.entries().stream().filter(Names::isClassifier).<String>map(ModelEntry::name).toList();
    }
    return models.stream().map(String::strip).filter(name -> !name.isEmpty()).map(name -> {
      ModelEntry<?> entry = Names.model(name);
      if (!Names.isClassifier(entry)) {
        throw CliException.usage("--models: " + entry.name() + " is no classifier of pictures",
            "fovea models --chapter classification lists some.");
      }
      return entry.name();
    }).toList();
  }

  /** The title once, and the last row; as wide as the rows can be, because they come one by one. */
  private static void show(Console console, List<ClassifierBench.Row> rows) {
    if (rows.size() == 1) {
      console.line(console.paint(Console.BOLD, String.format("%-29s  %9s  %9s  %9s  %9s   %8s  %9s", "network", "plain",
          "folded", "ch. last", "bfloat16", "speed-up", "deviation")));
    }
    ClassifierBench.Row row = rows.get(rows.size() - 1);
    boolean shorter = row.used() == Inference.BFLOAT16;
    console.line(String.format(Locale.ROOT, "%-29s%s%s%s%s   %8.2f  %9.1e", row.model(), time(row.plain(), " "),
        time(row.foldedOnly(), " "), time(row.channelsLast(), shorter ? " " : "*"),
        time(row.bfloat16(), shorter ? "*" : " "), row.speedup(), row.deviation()));
  }

  /** A time, or that there is none, with a mark behind it. */
  private static String time(@Nullable Double milliseconds, String mark) {
    String number = milliseconds == null ? "-" : String.format(Locale.ROOT, milliseconds < 10 ? "%.2f" : "%.1f",
        milliseconds);
    return String.format("%10s%s", number, mark);
  }
}
