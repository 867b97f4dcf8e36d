package dev.fovea.train;

import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.Safetensors;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The three files of a run's checkpoints, each replaced as a whole or not at all.
 *
 * <p>Weights are written before the state: a run that dies between the two resumes from the state before, and writes
 * the same weights again.
 */
final class CheckpointFiles {
  private final RunFolder folder;
  private final TrainingState state;
  private final TrainingScheme<?> scheme;
  private long lastStep = -1;

  CheckpointFiles(RunFolder folder, TrainingState state, TrainingScheme<?> scheme) {
    this.folder = folder;
    this.state = state;
    this.scheme = scheme;
  }

  SavedState load(MetricLog log) {
    removeUnfinished();
    SavedState saved = state.load(folder.state(), log);
    lastStep = saved.progress().step();
    return saved;
  }

  /** A process that was killed while it wrote leaves the hidden part that it had. */
  private void removeUnfinished() {
    try (Stream<Path> files = Files.list(folder.checkpoints())) {
      for (Path file : files.filter(each -> each.getFileName().toString().matches("\\..*\\.part")).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new CheckpointException(folder.checkpoints() + " cannot be read: " + e.getMessage(), e);
    }
  }

  void writeBest(Progress progress, SavedState.Best best) {
    writeWeights(folder.best(), progress, new Metrics(best.metrics()));
  }

  void write(Progress progress, SavedState.Best best, Metrics latest, MetricLog log, long csvLength,
      long eventsLength) {
    writeWeights(folder.last(), progress, latest);
    try {
      state.save(folder.state(), progress, best, log, csvLength, eventsLength);
    } catch (CheckpointException e) {
      throw failed(progress, e);
    }
    lastStep = progress.step();
  }

  private void writeWeights(Path file, Progress progress, Metrics metrics) {
    Map<String, Tensor> weights = state.weights();
    weights.forEach((name, tensor) -> requireFinite(name, tensor, progress));
    Map<String, String> metadata = new LinkedHashMap<>(scheme.metadata());
    metadata.put("epoch", Integer.toString(progress.epoch()));
    metadata.put("step", Long.toString(progress.step()));
    metrics.values().forEach((name, value) -> metadata.put("metric." + name, Double.toString(value)));
    try {
      Safetensors.write(file, weights, metadata);
    } catch (CheckpointException e) {
      throw failed(progress, e);
    }
  }

  /** Weights that went bad without a bad loss must not take the place of good ones. */
  private void requireFinite(String name, Tensor tensor, Progress progress) {
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      if (tensor.dtype().isFloatingPoint() && !FiniteValues.isFinite(tensor)) {
        throw new NonFiniteLossException("The weights '" + name + "' are not finite after step " + progress.step()
            + ", though the losses were: a gradient overflowed. No checkpoint was written. " + describeLast()
            + " Try a lower learning rate or gradient clipping (clipNorm), then resume.", progress, "", name);
      }
    }
  }

  private CheckpointException failed(Progress progress, CheckpointException e) {
    return new CheckpointException("The run stopped after step " + progress.step()
        + " because its checkpoint could not be written: " + e.getMessage() + ". " + describeLast()
        + " Free some space or permit writing in " + folder.checkpoints() + ", then resume the run.", e);
  }

  /** Which checkpoint there is to go back to. */
  String describeLast() {
    return lastStep >= 0 && Files.exists(folder.state())
        ? "The last good checkpoint is " + folder.state() + " (step " + lastStep + ")."
        : "There was no checkpoint before.";
  }
}
