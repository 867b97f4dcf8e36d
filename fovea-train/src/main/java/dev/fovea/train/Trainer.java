package dev.fovea.train;

import dev.fovea.data.Loader;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.MemoryFormat;
import dev.fovea.train.run.RunFolder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link TrainingScheme} over its data: steps, logs, evaluations, checkpoints.
 *
 * <pre>{@code
 * Trainer<Batch> trainer = new Trainer<>(scheme, train, test, TrainingOptions.DEFAULT.withEpochs(20))
 *     .saveTo(RunFolder.create(Path.of("runs"), "mine"))
 *     .with(new Callback() { ... });
 * Trainer.Outcome outcome = trainer.run();
 * }</pre>
 *
 * <p>With the same seed, networks and loaders, a run that was killed at any moment and resumed ends with bit-identical
 * weights. Whoever makes the networks seeds the global generator before ({@link Generator#seedAll}).
 */
public final class Trainer<B> implements AutoCloseable {
  /** How a sitting of a run ended. */
  public enum Outcome {
    /** All epochs or steps are done. */
    COMPLETED,
    /** The monitored number no longer got better. */
    STOPPED_EARLY,
    /** Someone asked to stop; the run can be resumed. */
    INTERRUPTED
  }

  private final TrainingScheme<B> scheme;
  private final Loader<B> train;
  private final TrainingOptions options;
  private final Device device;
  private final Precision precision;
  private final List<Callback> callbacks = new ArrayList<>();
  private final TrainingLoop<B> loop;

  /**
   * A trainer; it moves the scheme's networks to the device of the options.
   *
   * @param test what is evaluated on; null for no evaluation
   */
  public Trainer(TrainingScheme<B> scheme, Loader<B> train, @Nullable Loader<B> test, TrainingOptions options) {
    if (train.batches() < 1) {
      throw new IllegalArgumentException("The training data give no batch; use a smaller batch or more data");
    }
    this.scheme = scheme;
    this.train = train;
    this.options = options;
    this.device = Device.parse(options.device());
    this.precision = options.precision().resolve(device);
    scheme.place(device, MemoryFormat.CHANNELS_LAST);
    this.loop = new TrainingLoop<>(scheme, train, test, options, this, callbacks);
  }

  /** Has the run write its logs, checkpoints and report there. */
  public Trainer<B> saveTo(RunFolder runFolder) {
    loop.recorder = new Recorder(runFolder, scheme, loop.state());
    return this;
  }

  /** Adds one that is told of what happens, after those before. */
  public Trainer<B> with(Callback callback) {
    callbacks.add(callback);
    return this;
  }

  /** Has the run stop when this signal asks for it. */
  public Trainer<B> stoppedBy(StopSignal signal) {
    loop.stop = signal;
    return this;
  }

  /** Names the data that evaluations use, in logs and reports; {@code test} where nothing is said. */
  public Trainer<B> evaluatedOn(String split) {
    loop.split = split;
    return this;
  }

  /** The name of the data that evaluations use. */
  public String evaluationSplit() {
    return loop.split;
  }

  /**
   * Continues from the state in the run's folder.
   *
   * @throws IllegalStateException if there is no folder, or no state in it
   * @throws CheckpointException if the state is damaged or of another configuration
   */
  public Trainer<B> resume() {
    RunFolder folder = loop.recorder.folder();
    if (folder == null || !Files.exists(folder.state())) {
      throw new IllegalStateException("There is no checkpoint to resume from"
          + (folder == null ? "; call saveTo first" : " in " + folder.checkpoints()));
    }
    loop.resume();
    return this;
  }

  /**
   * Trains until the options' end, or until a stop is asked for.
   *
   * @throws NonFiniteLossException if a loss is no longer a number; the last checkpoint stays
   * @throws CheckpointException if a checkpoint cannot be written; the one before stays
   */
  public Outcome run() {
    Recorder recorder = loop.recorder;
    try {
      recorder.say(progress().step() == 0 ? "Started" : "Continued");
      loop.apart(() -> scheme.prepare(recorder.folder()));
      Outcome outcome = loop.run();
      RunFolder folder = recorder.folder();
      if (folder != null) {
        loop.evaluating(() -> new RunReport(this, scheme, folder).write(outcome));
      }
      recorder.say("Ended: " + outcome + ", " + latest());
      callbacks.forEach(callback -> callback.onEnd(this, outcome));
      return outcome;
    } catch (RuntimeException e) {
      recorder.say("Failed: " + e.getMessage());
      throw e;
    } finally {
      recorder.close();
      loop.stop.ended();
    }
  }

  /** Has the scheme make ready what it needs besides its networks, as {@link #run} does, from what a run keeps. */
  public Trainer<B> preparedFrom(RunFolder folder) {
    loop.apart(() -> scheme.prepare(folder));
    return this;
  }

  /** Evaluates the networks now, or their averages where the run keeps those. */
  public Metrics evaluate(Loader<B> data) {
    return loop.evaluate(data, Evaluation.Sink.NONE);
  }

  /** How far the run is. */
  public Progress progress() {
    return loop.progress;
  }

  /** Passes over the data so far, with a fraction. */
  public double epochs() {
    return loop.epochs();
  }

  /** Batches in a pass over the data. */
  public int batchesPerEpoch() {
    return train.batches();
  }

  /** Steps that the whole run will have, unless it stops early. */
  public long totalSteps() {
    long byEpochs = (long) options.epochs() * train.batches();
    return options.steps() > 0 ? Math.min(byEpochs, options.steps()) : byEpochs;
  }

  /** Passes over the data that the whole run will begin, unless it stops early. */
  public int totalEpochs() {
    return (int) ((totalSteps() + train.batches() - 1) / train.batches());
  }

  /** What the last evaluation of this sitting found. */
  public Metrics latest() {
    return loop.latest;
  }

  /** What the best evaluation found; no numbers before the first. */
  public Metrics best() {
    return new Metrics(loop.selection.best().metrics());
  }

  /** The epoch, counted from 1, of the best evaluation; 0 before the first. */
  public int bestEpoch() {
    return loop.selection.best().epoch();
  }

  /** What was asked for. */
  public TrainingOptions options() {
    return options;
  }

  /** The precision that was chosen. */
  public Precision precision() {
    return precision;
  }

  /** Where the run computes. */
  public Device device() {
    return device;
  }

  /** The run's folder, or null where it keeps nothing. */
  public @Nullable RunFolder folder() {
    return loop.recorder.folder();
  }

  /** Frees the moving averages; scheme and loaders stay with their owner. */
  @Override
  public void close() {
    loop.close();
  }
}
