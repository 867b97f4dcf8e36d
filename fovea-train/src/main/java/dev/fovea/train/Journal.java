package dev.fovea.train;

import dev.fovea.image.Image;
import dev.fovea.train.run.EventFile;
import dev.fovea.train.run.MetricsCsv;
import dev.fovea.train.run.RunFolder;

/** The logs of a run, which a checkpoint notes the lengths of. */
final class Journal implements AutoCloseable {
  private final RunFolder folder;
  private final MetricsCsv csv;
  private final EventFile events;

  Journal(RunFolder folder) {
    this.folder = folder;
    this.csv = new MetricsCsv(folder.metrics());
    this.events = new EventFile(folder.events());
  }

  void metrics(String split, Metrics metrics, Progress progress, double epochs) {
    metrics.values().forEach((name, value) -> {
      csv.add(new MetricsCsv.Row(progress.step(), epochs, progress.seconds(), split, name, value));
      events.scalar(split + "/" + name, progress.step(), value);
    });
  }

  void picture(String name, long step, Image image) {
    events.image(name, step, image);
  }

  void say(String line) {
    folder.log(line);
  }

  long csvLength() {
    return csv.lengthOnDisk();
  }

  long eventsLength() {
    return events.lengthOnDisk();
  }

  /** Forgets what was written after a checkpoint. */
  void cut(long csvLength, long eventsLength) {
    csv.cut(csvLength);
    events.cut(eventsLength);
  }

  @Override
  public void close() {
    csv.close();
    events.close();
  }
}
