package dev.fovea.cli;

import dev.fovea.data.Datasets;
import dev.fovea.data.ImageClassification;
import dev.fovea.data.Split;
import dev.fovea.image.XyPlot;
import dev.fovea.tensor.Device;
import dev.fovea.train.classification.ClassificationRecipe;
import dev.fovea.train.classification.SizeSweep;
import dev.fovea.train.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea sizes}: how classifiers do on pictures of sizes that they were not trained with. */
@Command(
    name = "sizes",
    description = {
      "Measure trained classifiers on pictures of other sizes than in training.",
      "Position embeddings that belong to one size are resized to each."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea sizes runs/NAME --sides 24,32,48,64",
      "  fovea sizes runs/ONE runs/OTHER --plot sizes.png"
    })
final class SizesCommand implements Callable<Integer> {
  @Mixin CommonOptions common = new CommonOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Mixin DataOptions data = new DataOptions();
  @Mixin DeviceOptions device = new DeviceOptions();
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "RUN", arity = "1..*", description = "Runs of classifiers; their best weights are used.")
  List<Path> runs = List.of();

  @Option(names = "--sides", paramLabel = "PIXELS", split = ",", defaultValue = "16,24,32,40,48,64", order = 20,
      description = "Sides of the pictures (default: ${DEFAULT-VALUE}).")
  List<Integer> sides = List.of();

  @Option(names = "--limit", paramLabel = "N", defaultValue = "0", order = 21,
      description = "How many test pictures to take, from the first on; 0 for all (default: ${DEFAULT-VALUE}).")
  int limit;

  @Option(names = "--plot", paramLabel = "FILE", order = 22, description = "A PNG of accuracy against size.")
  @Nullable Path plot;

  @Override
  public Integer call() throws IOException {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    if (limit < 0 || sides.isEmpty() || sides.stream().anyMatch(side -> side < 1)) {
      throw CliException.usage("--sides: expected numbers of 1 or more; --limit: 0 or more", null);
    }
    List<ClassificationRecipe> recipes = runs.stream().map(SizesCommand::recipe).toList();
    Datasets.Options places = data.places(console, output.quiet || output.json);
    Device where = device.apply();
    List<SizeSweep> sweeps = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      ImageClassification all = Datasets.open(recipes.get(i).dataset(), Split.TEST, places);
      sweeps.add(SizeSweep.of(runs.get(i), limit == 0 || limit >= all.size() ? all : all.take(limit), sides, where));
    }
    if (output.json) {
      console.json(sweeps);
    } else {
      show(console, sweeps);
    }
    if (plot != null) {
      plot(sweeps).write(plot);
    }
    return ExitCode.OK;
  }

  private static ClassificationRecipe recipe(Path run) {
    if (Recipe.read(Runs.trained(run).config()) instanceof ClassificationRecipe recipe) {
      return recipe;
    }
    throw CliException.usage(run + " trained no classifier", "Give runs of classifiers.");
  }

  private void show(Console console, List<SizeSweep> sweeps) {
    List<String> heads = new ArrayList<>(List.of("network", ">trained at"));
    sides.forEach(side -> heads.add(">" + side));
    Table table = new Table(heads.toArray(String[]::new));
    sweeps.forEach(sweep -> {
      List<String> cells = new ArrayList<>(List.of(sweep.model(), Integer.toString(sweep.trainedSide())));
      sweep.points().forEach(point -> cells.add(String.format(Locale.ROOT, "%.1f %%", 100 * point.accuracy())));
      table.row(cells.toArray(String[]::new));
    });
    table.print(console);
  }

  private static XyPlot plot(List<SizeSweep> sweeps) {
    XyPlot plot = new XyPlot("Accuracy at sizes not trained with")
        .labels("side of the pictures, pixels", "accuracy, %");
    sweeps.forEach(sweep -> plot.line(sweep.model() + ", trained at " + sweep.trainedSide(),
        sweep.points().stream().mapToDouble(SizeSweep.Point::side).toArray(),
        sweep.points().stream().mapToDouble(point -> 100 * point.accuracy()).toArray()));
    return plot;
  }
}
