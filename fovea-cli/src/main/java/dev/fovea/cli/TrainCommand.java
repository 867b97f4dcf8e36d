package dev.fovea.cli;

import dev.fovea.data.Datasets;
import dev.fovea.train.Trainer;
import dev.fovea.train.classification.ClassifierTrainer;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Training;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fovea train}: teaches a network, and leaves a run folder. */
@Command(
    name = "train",
    description = {
      "Train a network. Without arguments: LeNet-5 on handwritten digits.",
      "Ctrl-C writes a checkpoint and ends; --resume goes on from it, to the same result as without the pause."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea train                          LeNet-5 on the digits inside Fovea",
      "  fovea train lenet5 --data fashion-mnist --epochs 5",
      "  fovea train resnet18-cifar10         a recipe that comes with Fovea",
      "  fovea train resnet18 --data image-folder:photos --lr 0.0005",
      "  fovea train squeezenet1_0 --data image-folder:photos --set model.weights=FILE",
      "  fovea train --recipe mine.yaml --seed 2",
      "  fovea train vgg16 --data fashion-mnist --smoke   does it learn at all?",
      "  fovea train lenet5 --set optimizer.name=sgd --set optimizer.momentum=0.9",
      "  fovea train --resume runs/NAME"
    })
final class TrainCommand implements Callable<Integer> {
  @Mixin CommonOptions common = new CommonOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Mixin RecipeOptions recipe = new RecipeOptions();
  @Mixin DataOptions data = new DataOptions();
  @Mixin DeviceOptions device = new DeviceOptions();
  @Spec CommandSpec spec;

  @Option(names = "--resume", paramLabel = "RUN", order = 19, description = "Go on with an interrupted run.")
  @Nullable Path resume;

  @Option(names = "--out", paramLabel = "DIR", order = 20, defaultValue = "runs",
      description = "The folder in which the run makes its own (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("runs");

  @Override
  public Integer call() {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    boolean silent = output.quiet || output.json && !Console.errIsTerminal();
    if (resume != null && !recipe.isEmpty()) {
      throw CliException.usage("--resume goes on as the run began and takes no model, data, recipe or settings",
          "To change something, start anew: fovea train --recipe " + resume.resolve("config.yaml") + " --set ...");
    }
    if (recipe.smoke) {
      return new SmokeRun(console, output, silent).run(recipe, data, device);
    }
    Recipe chosen = resume == null ? recipe.resolve() : null;
    Datasets.Options places = data.places(console, silent);
    String where = device.apply().toString();
    try (Training<?> training = chosen == null
        ? Training.resume(Runs.folder(java.util.Objects.requireNonNull(resume)).root(), places)
        : Training.create(chosen.with("training.device=" + where), out, places)) {
      return run(console, training, silent);
    }
  }

  private int run(Console console, Training<?> training, boolean silent) {
    if (!silent) {
      console.note(introduction(training));
      if (training instanceof ClassifierTrainer classifier && classifier.loaded() != null) {
        console.note("Start weights: " + classifier.loaded());
      }
      training.with(new TrainingView(console, training.shown(), Console.errIsTerminal(), System::nanoTime));
    }
    long start = System.nanoTime();
    try (Interruption interruption = new Interruption(() -> console.note(
        "\nStopping after this step, with a checkpoint ..."))) {
      Trainer.Outcome outcome = training.stoppedBy(interruption.signal()).run();
      double seconds = (System.nanoTime() - start) / 1e9;
      if (output.json) {
        console.json(facts(training, outcome, seconds));
      } else {
        conclude(console, training, outcome, seconds);
      }
      return outcome == Trainer.Outcome.INTERRUPTED ? ExitCode.INTERRUPTED : ExitCode.OK;
    }
  }

  private static String introduction(Training<?> training) {
    Trainer<?> trainer = training.trainer();
    Recipe recipe = training.recipe();
    return String.format(Locale.ROOT,
        "%s %s (%,d parameters) on %s%n%d epoch%s of %d steps of %d %s, %s on %s, seed %d%nRun folder %s",
        trainer.progress().step() == 0 ? "Training" : trainer.progress().step() >= trainer.totalSteps()
            ? "This run is complete:" : "Resuming at step " + trainer.progress().step() + ":",
        recipe.network(), training.parameterCount(), recipe.dataset(), recipe.training().epochs(),
        recipe.training().epochs() == 1 ? "" : "s",
        trainer.batchesPerEpoch(), training.shown().batchSize(), training.shown().unit(),
        trainer.precision().name().toLowerCase(Locale.ROOT), trainer.device(), recipe.seed(),
        training.folder().root());
  }

  private void conclude(Console console, Training<?> training, Trainer.Outcome outcome, double seconds) {
    Path run = training.folder().root();
    String fovea = Console.command();
    if (outcome == Trainer.Outcome.INTERRUPTED) {
      console.line("Stopped at epoch " + (training.trainer().progress().epoch() + 1) + " of "
          + training.trainer().totalEpochs() + ", step " + training.trainer().progress().step()
          + ". Nothing is lost; go on with:");
      console.line("  " + fovea + " train --resume " + run);
      return;
    }
    StringBuilder result = new StringBuilder();
    String split = TrainingView.capital(training.shown().split());
    TrainingView.shown(training.best()).forEach((name, value) -> result
        .append(result.length() == 0 ? split + " " : ", ").append(TrainingView.metric(name, value)));
    if (training.trainer().bestEpoch() > 0) {
      result.append(" (epoch ").append(training.trainer().bestEpoch()).append(" of ")
          .append(training.trainer().totalEpochs()).append(")");
    }
    console.line(console.paint(Console.BOLD, result.toString()));
    if (output.quiet) {
      return;
    }
    console.line((outcome == Trainer.Outcome.STOPPED_EARLY ? "Stopped early, " : "") + "Trained in "
        + ProgressLine.time(seconds) + ". Run folder " + run);
    console.line();
    console.line("Next:");
    console.line("  " + fovea + " evaluate " + run);
    training.shown().next().forEach(next ->
        console.line("  " + fovea + " " + next.replace("RUN", run.toString())));
    if (Files.exists(training.folder().report())) {
      console.line("  open " + training.folder().report().toAbsolutePath().normalize().toUri() + " in a browser");
    }
  }

  private static Map<String, Object> facts(Training<?> training, Trainer.Outcome outcome, double seconds) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("outcome", outcome.name().toLowerCase(Locale.ROOT));
    facts.put("run", training.folder().root().toString());
    facts.put("weights", training.folder().weights().toString());
    facts.put("report", training.folder().report().toString());
    facts.put("best", training.best().values());
    facts.put("bestEpoch", training.trainer().bestEpoch());
    facts.put("last", training.trainer().latest().values());
    facts.put("epoch", training.trainer().progress().epoch());
    facts.put("step", training.trainer().progress().step());
    facts.put("seconds", seconds);
    return facts;
  }
}
