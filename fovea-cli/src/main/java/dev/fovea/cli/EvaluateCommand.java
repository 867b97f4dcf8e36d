package dev.fovea.cli;

import dev.fovea.data.Datasets;
import dev.fovea.data.ImageClassification;
import dev.fovea.data.ImageFolder;
import dev.fovea.data.Split;
import dev.fovea.train.Metrics;
import dev.fovea.train.classification.ClassificationRecipe;
import dev.fovea.train.classification.ClassificationResult;
import dev.fovea.train.classification.Inference;
import dev.fovea.train.classification.Predictor;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Training;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea evaluate}: how often a trained network is right. */
@Command(
    name = "evaluate",
    description = "Measure a trained network on a data set: accuracy, top-5, loss, and recall and precision by class.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea evaluate runs/NAME               the test part of its data",
      "  fovea evaluate runs/NAME --data image-folder:photos --split all",
      "  fovea evaluate --model resnet18 --weights FILE --data image-folder:val",
      "  fovea evaluate runs/NAME --json"
    })
final class EvaluateCommand implements Callable<Integer> {
  private static final int MOST_CLASSES = 20;
  private static final String FOLDER = "image-folder:";

  /** Which pictures of a data set. */
  enum Part { TRAIN, VALIDATION, TEST, ALL }

  @Mixin CommonOptions common = new CommonOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Mixin ClassifierOptions classifier = new ClassifierOptions();
  @Mixin DataOptions data = new DataOptions();
  @Mixin DeviceOptions device = new DeviceOptions();
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "RUN", arity = "0..1", description = "A run folder; the same as --run.")
  @Nullable Path run;

  @Option(names = "--data", paramLabel = "DATASET", order = 13,
      description = "What to measure on (default: what the run was trained on).")
  @Nullable String dataset;

  @Option(names = "--split", paramLabel = "PART", defaultValue = "test", order = 14,
      description = "train, validation, test, or all for every picture of an image-folder"
          + " (default: ${DEFAULT-VALUE}).")
  Part split = Part.TEST;

  @Override
  public Integer call() {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    if (run != null && classifier.run != null) {
      throw CliException.usage("two runs, " + run + " and " + classifier.run + "; give one", null);
    }
    classifier.run = run != null ? run : classifier.run;
    if (classifier.run != null && !(recipe() instanceof ClassificationRecipe)) {
      return evaluateTask(console);
    }
    String name = Names.dataset(dataset());
    Datasets.Options places = data.places(console, output.quiet || output.json);
    try (Predictor predictor = classifier.open(device, Inference.FLOAT32)) {
      ImageClassification pictures = open(name, places);
      if (pictures.classes().size() != predictor.info().classes().size()) {
        throw CliException.input("the network knows " + predictor.info().classes().size() + " classes, but " + name
            + " has " + pictures.classes().size(), "Choose a data set with the classes that it was trained on: "
            + shortly(predictor.info().classes()));
      }
      long start = System.nanoTime();
      ClassificationResult result = predictor.evaluate(pictures, progress(console, pictures.size()));
      double seconds = (System.nanoTime() - start) / 1e9;
      if (output.json) {
        console.json(facts(name, pictures, result, seconds));
      } else {
        show(console, name, pictures, result, seconds);
      }
      return ExitCode.OK;
    }
  }

  private ImageClassification open(String name, Datasets.Options places) {
    if (split != Part.ALL) {
      return Datasets.open(name, Split.valueOf(split.name()), places);
    }
    if (!name.startsWith(FOLDER)) {
      throw CliException.usage("--split all is for image-folder:PATH; " + name + " has its own parts", null);
    }
    return new ImageFolder(Path.of(name.substring(FOLDER.length())));
  }

  private String dataset() {
    if (dataset != null) {
      return dataset;
    }
    if (classifier.run == null) {
      throw CliException.usage("which data set? Give --data", "fovea datasets lists them.");
    }
    return recipe().dataset();
  }

  private Recipe recipe() {
    return Recipe.read(Runs.trained(java.util.Objects.requireNonNull(classifier.run)).config());
  }

  /** Runs of other kinds measure what their training measured, with their best weights. */
  private int evaluateTask(Console console) {
    if (dataset != null || split != Part.TEST) {
      throw CliException.usage("--data and --split are for classifiers; this run's task is evaluated as in training",
          null);
    }
    long start = System.nanoTime();
    try (Training<?> trained = Training.trained(java.util.Objects.requireNonNull(classifier.run),
        data.places(console, output.quiet || output.json), "training.device=" + device.apply())) {
      Metrics metrics = trained.evaluate();
      if (output.json) {
        Map<String, Object> facts = new LinkedHashMap<>(metrics.values());
        facts.put("split", trained.evaluatedSplit());
        facts.put("seconds", (System.nanoTime() - start) / 1e9);
        console.json(facts);
      } else {
        console.line(trained.recipe().network() + " on " + trained.recipe().dataset() + ", "
            + trained.evaluatedSplit() + ":");
        metrics.values().forEach((key, value) -> console.line("  " + TrainingView.metric(key, value)));
      }
      return ExitCode.OK;
    }
  }

  private IntConsumer progress(Console console, int all) {
    if (output.quiet || output.json || !Console.errIsTerminal()) {
      return done -> {};
    }
    return done -> {
      console.err.print("\r" + (done < all ? done + " of " + all + " pictures" : "") + "\u001b[K");
      console.err.flush();
    };
  }

  private void show(Console console, String name, ImageClassification pictures, ClassificationResult result,
      double seconds) {
    StringBuilder line = new StringBuilder();
    result.metrics().values().forEach((key, value) -> line.append(line.length() == 0 ? "" : ", ")
        .append(TrainingView.metric(key, value)));
    console.line(console.paint(Console.BOLD, TrainingView.capital(line.toString())));
    if (output.quiet) {
      return;
    }
    console.line(String.format(Locale.ROOT, "%,d pictures of %s (%s), %s images/s", result.samples(), name,
        split.name().toLowerCase(Locale.ROOT), ProgressLine.rate(result.samples() / seconds)));
    if (pictures.classes().size() <= MOST_CLASSES) {
      console.line();
      Table table = new Table("class", ">recall", ">precision");
      for (int i = 0; i < pictures.classes().size(); i++) {
        table.row(pictures.classes().get(i), percent(result.recall(i)), percent(result.precision(i)));
      }
      table.print(console);
    }
  }

  private static Map<String, Object> facts(String name, ImageClassification pictures, ClassificationResult result,
      double seconds) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("data", name);
    facts.put("samples", result.samples());
    facts.putAll(result.metrics().values());
    facts.put("classes", pictures.classes());
    facts.put("confusion", result.confusion());
    facts.put("mistakes", result.mistakes().stream().map(mistake -> Map.of("picture", pictures.source(mistake.index()),
        "class", pictures.classes().get(mistake.label()), "predicted", pictures.classes().get(mistake.predicted()),
        "probability", mistake.probability())).toList());
    facts.put("seconds", seconds);
    return facts;
  }

  private static String shortly(List<String> classes) {
    return String.join(", ", classes.subList(0, Math.min(5, classes.size()))) + (classes.size() > 5 ? ", ..." : "");
  }

  private static String percent(double part) {
    return Double.isNaN(part) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * part);
  }
}
