package dev.fovea.cli;

import dev.fovea.data.Datasets;
import dev.fovea.train.Trainer;
import dev.fovea.train.classification.ClassificationRecipe;
import dev.fovea.train.classification.ClassifierTrainer;
import dev.fovea.train.classification.Trial;
import dev.fovea.train.classification.TrialResult;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** {@code fovea train --smoke}: shows whether a network learns, and keeps nothing. */
final class SmokeRun {
  private final Console console;
  private final OutputOptions output;
  private final boolean silent;

  SmokeRun(Console console, OutputOptions output, boolean silent) {
    this.console = console;
    this.output = output;
    this.silent = silent;
  }

  /** Trains as the options say; the exit code tells whether the network learned. */
  int run(RecipeOptions options, DataOptions data, DeviceOptions device) {
    String where = device.apply().toString();
    Datasets.Options places = data.places(console, silent);
    ClassificationRecipe recipe = options.resolveSmoke().with("training.device=" + where);
    try (ClassifierTrainer training = ClassifierTrainer.unsaved(recipe, places);
        Interruption interruption = new Interruption(() -> console.note("\nStopping after this step ..."))) {
      if (!silent) {
        introduce(training);
        training.with(new TrainingView(console, training.shown(), Console.errIsTerminal(), System::nanoTime));
      }
      Trial trial = new Trial();
      Trainer.Outcome outcome = training.with(trial).stoppedBy(interruption.signal()).run();
      if (outcome == Trainer.Outcome.INTERRUPTED) {
        console.note("Stopped; a smoke run keeps nothing.");
        return ExitCode.INTERRUPTED;
      }
      return conclude(trial.result(training));
    }
  }

  private void introduce(ClassifierTrainer training) {
    Trainer<?> trainer = training.trainer();
    int side = training.info().input().preprocessing().crop();
    console.note(String.format(Locale.ROOT, "Smoke run of %s (%,d parameters) on %s%n"
        + "%d steps of %d pictures of %dx%dx%d, %s on %s, seed %d", training.recipe().network(),
        training.parameterCount(), training.recipe().dataset(), trainer.totalSteps(), training.shown().batchSize(),
        training.info().input().channels(), side, side, trainer.precision().name().toLowerCase(Locale.ROOT),
        trainer.device(), training.recipe().seed()));
  }

  private int conclude(TrialResult result) {
    if (output.json) {
      console.json(facts(result));
      return result.failure().isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
    }
    console.line(String.format(Locale.ROOT, "Loss %.3f at the start, %.3f at the end", result.firstLoss(),
        result.lastLoss()));
    console.line(console.paint(Console.BOLD, String.format(Locale.ROOT, "Test accuracy %.2f %% (chance %.2f %%)",
        100 * result.accuracy(), 100 * result.chance())));
    console.line(String.format(Locale.ROOT, "%.1f ms a step, %.1f ms of processor time, %s in all",
        result.stepMilliseconds(), result.processorMilliseconds(), ProgressLine.time(result.seconds())));
    return result.failure().map(why -> {
      console.note(why);
      return ExitCode.FAILURE;
    }).orElse(ExitCode.OK);
  }

  static Map<String, Object> facts(TrialResult result) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("learned", result.failure().isEmpty());
    result.failure().ifPresent(why -> facts.put("failure", why));
    facts.put("model", result.network());
    facts.put("parameters", result.parameters());
    facts.put("data", result.data());
    facts.put("input", result.input());
    facts.put("steps", result.steps());
    facts.put("batchSize", result.batchSize());
    facts.put("precision", result.precision());
    facts.put("firstLoss", result.firstLoss());
    facts.put("lastLoss", result.lastLoss());
    facts.put("accuracy", result.accuracy());
    facts.put("chance", result.chance());
    facts.put("stepMilliseconds", result.stepMilliseconds());
    facts.put("processorMilliseconds", result.processorMilliseconds());
    facts.put("seconds", result.seconds());
    return facts;
  }
}
