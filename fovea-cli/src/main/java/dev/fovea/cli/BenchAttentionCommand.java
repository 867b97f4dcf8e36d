package dev.fovea.cli;

import dev.fovea.bench.AttentionCost;
import dev.fovea.image.XyPlot;
import dev.fovea.tensor.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fovea bench attention}: how the cost of vision transformers grows with the picture. */
@Command(
    name = "attention",
    description = {
      "Measure vision transformers on one picture of growing size: time, memory, and the"
        + " multiply-adds of attention alone.",
      "growth: the power of the picture's area by which a cost grows at the largest sizes; 1 is linear, 2 quadratic."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea bench attention --out plots",
      "  fovea bench attention --models swin_t,vit_tiny_patch16_224 --sides 224,448,896"
    })
final class BenchAttentionCommand implements Callable<Integer> {
  @Mixin CommonOptions common = new CommonOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Spec CommandSpec spec;

  @Option(names = "--models", paramLabel = "NAME", split = ",", description = "Networks (default: ${DEFAULT-VALUE}).",
      defaultValue = "vit_tiny_patch16_224,pvt_tiny,pvt_v2_b2_li,swin_t,twins_svt_small,crossvit_tiny_224")
  List<String> models = List.of();

  @Option(names = "--sides", paramLabel = "PIXELS", split = ",", defaultValue = "224,448,672,896,1120",
      description = "Sides of the pictures, two or more (default: ${DEFAULT-VALUE}).")
  List<Integer> sides = List.of();

  @Option(names = "--seconds", paramLabel = "S", defaultValue = "3",
      description = "How long to repeat each (default: ${DEFAULT-VALUE}).")
  double seconds = 3;

  @Option(names = "--threads", paramLabel = "N",
      description = "Threads of one operation (default: the physical cores).")
  @Nullable Integer threads;

  @Option(names = "--out", paramLabel = "DIR",
      description = "Where attention.csv and the plots go (default: none are written).")
  @Nullable Path out;

  @Override
  public Integer call() throws IOException {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    if (!(seconds > 0) || threads != null && threads < 1 || sides.size() < 2
        || sides.stream().anyMatch(side -> side < 1)) {
      throw CliException.usage("--seconds and --threads: expected more than 0; --sides: two or more, each 1 or more",
          null);
    }
    List<String> names = models.stream().map(name -> Names.model(name).name()).toList();
    if (threads != null) {
      Threads.set(threads);
    }
    List<AttentionCost> costs = new ArrayList<>();
    for (String name : names) {
      for (int side : sides.stream().sorted().distinct().toList()) {
        AttentionCost cost = AttentionCost.measure(name, side, seconds);
        costs.add(cost);
        if (!output.json && !output.quiet) {
          console.note(String.format(Locale.ROOT, "%s at %d: %.1f ms, %.0f MB", name, side, cost.millis(),
              cost.megabytes()));
        }
      }
    }
    if (output.json) {
      console.json(costs);
    } else {
      show(console, costs);
    }
    if (out != null) {
      write(out, costs);
    }
    return ExitCode.OK;
  }

  private static Map<String, List<AttentionCost>> byModel(List<AttentionCost> costs) {
    return costs.stream().collect(Collectors.groupingBy(AttentionCost::model, java.util.LinkedHashMap::new,
        Collectors.toList()));
  }

  private static void show(Console console, List<AttentionCost> costs) {
    Table table = new Table("network", ">side", ">ms", ">MB", ">attention, M", ">all, M", ">growth of time",
        ">of memory", ">of attention");
    byModel(costs).forEach((model, own) -> {
      for (int i = 0; i < own.size(); i++) {
        AttentionCost cost = own.get(i);
        boolean last = i == own.size() - 1;
        table.row(i == 0 ? model : "", Integer.toString(cost.side()), decimal(cost.millis(), 1),
            decimal(cost.megabytes(), 0), decimal(cost.attention() / 1e6, 0), decimal(cost.multiplyAdds() / 1e6, 0),
            last ? decimal(AttentionCost.growth(own, AttentionCost::millis), 2) : "",
            last ? decimal(AttentionCost.growth(own, AttentionCost::megabytes), 2) : "",
            last ? decimal(AttentionCost.growth(own, AttentionCost::attention), 2) : "");
      }
    });
    table.print(console);
  }

  private static void write(Path folder, List<AttentionCost> costs) throws IOException {
    Files.createDirectories(folder);
    StringBuilder csv = new StringBuilder("model,side,milliseconds,megabytes,attention_multiply_adds,multiply_adds\n");
    costs.forEach(cost -> csv.append(String.format(Locale.ROOT, "%s,%d,%.3f,%.1f,%d,%d%n", cost.model(), cost.side(),
        cost.millis(), cost.megabytes(), cost.attention(), cost.multiplyAdds())));
    Files.writeString(folder.resolve("attention.csv"), csv);
    plot(costs, "Time of a forward pass", "milliseconds", AttentionCost::millis)
        .write(folder.resolve("attention-time.png"));
    plot(costs, "Memory of a forward pass", "megabytes", AttentionCost::megabytes)
        .write(folder.resolve("attention-memory.png"));
    plot(costs, "Multiply-adds of attention", "millions", cost -> cost.attention() / 1e6)
        .write(folder.resolve("attention-multiply-adds.png"));
  }

  private static XyPlot plot(List<AttentionCost> costs, String title, String unit,
      ToDoubleFunction<AttentionCost> value) {
    XyPlot plot = new XyPlot(title).labels("area of the picture, thousands of pixels", unit).logX().logY();
    new TreeMap<>(byModel(costs)).forEach((model, own) -> plot.line(model,
        own.stream().mapToDouble(cost -> cost.side() * (double) cost.side() / 1e3).toArray(),
        own.stream().mapToDouble(value).toArray()));
    return plot;
  }

  private static String decimal(double value, int digits) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
