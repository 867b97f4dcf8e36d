package dev.fovea.train;

import dev.fovea.image.Image;
import dev.fovea.train.run.EventFile;
import dev.fovea.train.run.MetricsCsv;
import dev.fovea.train.run.RunFolder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes what a run leaves: its logs and checkpoints; nothing at all where the run has no folder. */
final class Recorder implements AutoCloseable {
  private final @Nullable RunFolder folder;
  private final @Nullable CheckpointFiles checkpoints;
  private @Nullable MetricsCsv csv;
  private @Nullable EventFile events;

  Recorder(@Nullable RunFolder folder, TrainingScheme<?> scheme, TrainingState state) {
    this.folder = folder;
    this.checkpoints = folder == null ? null : new CheckpointFiles(folder, state, scheme);
  }

  @Nullable RunFolder folder() {
    return folder;
  }

  private MetricsCsv csv() {
    if (csv == null) {
      csv = new MetricsCsv(Objects.requireNonNull(folder).metrics());
    }
    return csv;
  }

  private EventFile events() {
    if (events == null) {
      events = new EventFile(Objects.requireNonNull(folder).events());
    }
    return events;
  }

  void metrics(String split, Metrics metrics, Progress progress, double epochs) {
    if (folder != null) {
      metrics.values().forEach((name, value) -> {
        csv().add(new MetricsCsv.Row(progress.step(), epochs, progress.seconds(), split, name, value));
        events().scalar(split + "/" + name, progress.step(), value);
      });
    }
  }

  void picture(String name, long step, Image image) {
    if (folder != null) {
      events().image(name, step, image);
      folder.gallery().add(name, step, image);
    }
  }

  void text(String name, long step, String text) {
    if (folder != null) {
      folder.gallery().add(name, step, text);
    }
  }

  void say(String line) {
    if (folder != null) {
      folder.log(line);
    }
  }

  void best(Progress progress, SavedState.Best best) {
    if (checkpoints != null) {
      checkpoints.writeBest(progress, best);
    }
  }

  void checkpoint(Progress progress, SavedState.Best best, Metrics latest, MetricLog log) {
    if (checkpoints != null) {
      checkpoints.write(progress, best, latest, log, csv().lengthOnDisk(), events().lengthOnDisk());
    }
  }

  /** Reads the last checkpoint, and forgets what was logged after it. */
  SavedState resume(MetricLog log) {
    SavedState saved = Objects.requireNonNull(checkpoints).load(log);
    csv().cut(saved.csvLength());
    events().cut(saved.eventsLength());
    Objects.requireNonNull(folder).gallery().cutAfter(saved.progress().step());
    say("Resumed at step " + saved.progress().step());
    return saved;
  }

  /** Which checkpoint there is to go back to. */
  String describeLast() {
    return checkpoints == null ? "" : checkpoints.describeLast();
  }

  @Override
  public void close() {
    if (csv != null) {
      csv.close();
      csv = null;
    }
    if (events != null) {
      events.close();
      events = null;
    }
  }
}
