package dev.fovea.train.comparison;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.fovea.data.DataException;
import dev.fovea.data.Datasets;
import dev.fovea.nn.checkpoint.AtomicFile;
import dev.fovea.train.StopSignal;
import dev.fovea.train.Trainer;
import dev.fovea.train.classification.ClassifierTrainer;
import dev.fovea.train.classification.Trial;
import dev.fovea.train.classification.TrialResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Trains the networks of a comparison one after the other, and keeps what came of each in a folder.
 *
 * <p>The folder gets {@code results/LABEL.json} for each that is done, and after each {@code table.md},
 * {@code table.csv} and plots of all that are done. A run on the same folder goes on with those that are missing,
 * failed, or meant otherwise now. Networks and weights are not kept.
 */
public final class ComparisonRun {
  /** Told of what happens; override what is of interest. */
  public interface Watcher {
    /** A training is ready to run: number {@code number} of {@code of}. */
    default void starting(int number, int of, ClassifierTrainer training) {}

    /** A row is there; {@code kept} if it was from an earlier run. */
    default void finished(int number, int of, ComparisonRow row, boolean kept) {}
  }

  /** What a file in {@code results} holds. */
  private record Saved(Plan plan, TrialResult result) {}

  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Comparison comparison;
  private final Path folder;
  private final Datasets.Options places;
  private final List<Plan> plans;

  /**
   * A run of a comparison.
   *
   * @param folder where results are kept and looked for; made if it is not there
   * @param places where data are found
   * @param changes settings that come before those of the comparison, such as {@code training.steps=50}
   * @throws dev.fovea.train.recipe.RecipeException if something that the comparison names is unknown
   * @throws DataException if the data are not there
   */
  public ComparisonRun(Comparison comparison, Path folder, Datasets.Options places, String... changes) {
    this.comparison = comparison;
    this.folder = folder;
    this.places = places;
    String usual = comparison.smoke() ? "digits" : Plan.base(comparison.recipe()).dataset();
    this.plans = comparison.plans(usual, List.of(changes));
  }

  /**
   * Trains all that are missing, and gives the rows of all that are done.
   *
   * @param stop ends the run after the step in progress; the network that was training starts anew the next time
   */
  public List<ComparisonRow> run(StopSignal stop, Watcher watcher) {
    try {
      Files.createDirectories(folder.resolve("results"));
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + folder + " cannot be made: " + e.getMessage(), e);
    }
    List<ComparisonRow> rows = new ArrayList<>();
    for (Plan plan : plans) {
      int number = plans.indexOf(plan) + 1;
      Optional<TrialResult> kept = saved(plan);
      Optional<ComparisonRow> row = kept.isPresent()
          ? Optional.of(new ComparisonRow(plan.label(), plan.model(), kept.get(), null))
          : train(plan, number, stop, watcher);
      if (row.isEmpty()) {
        return rows;
      }
      rows.add(row.get());
      new ComparisonTable(comparison, plans, rows).write(folder);
      watcher.finished(number, plans.size(), row.get(), kept.isPresent());
    }
    return rows;
  }

  /** The row of a plan, or nothing if a stop was asked for. */
  private Optional<ComparisonRow> train(Plan plan, int number, StopSignal stop, Watcher watcher) {
    try (ClassifierTrainer training = ClassifierTrainer.unsaved(plan.recipe(), places)) {
      Trial trial = new Trial();
      watcher.starting(number, plans.size(), training);
      if (training.with(trial).stoppedBy(stop).run() == Trainer.Outcome.INTERRUPTED) {
        return Optional.empty();
      }
      TrialResult result = trial.result(training);
      write(plan, result);
      return Optional.of(new ComparisonRow(plan.label(), plan.model(), result, null));
    } catch (DataException e) {
      throw e;
    } catch (RuntimeException e) {
      return Optional.of(new ComparisonRow(plan.label(), plan.model(), null, String.valueOf(e.getMessage())));
    }
  }

  private Path file(Plan plan) {
    return folder.resolve("results").resolve(Plan.fileName(plan.label()) + ".json");
  }

  private void write(Plan plan, TrialResult result) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(new Saved(plan, result)));
      AtomicFile.write(file(plan), channel -> {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      });
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The result " + result + " cannot be written as JSON", e);
    }
  }

  /** The result of an earlier run by the same plan. */
  private Optional<TrialResult> saved(Plan plan) {
    Path file = file(plan);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Saved saved = JSON.readValue(file.toFile(), Saved.class);
      return saved.plan.equals(plan) ? Optional.of(saved.result) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
