package dev.fovea.train;

import dev.fovea.data.Epoch;
import dev.fovea.data.Loader;
import dev.fovea.nn.Module;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.tensor.Autocast;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.MemoryFormat;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.run.RunFolder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final @Nullable Loader<B> test;
  private final TrainingOptions options;
  private final Device device;
  private final Precision precision;
  private final Map<String, MovingAverage> averages = new LinkedHashMap<>();
  private final List<Callback> callbacks = new ArrayList<>();
  private final MetricLog log = new MetricLog();
  private final Step step;
  private StopSignal stop = new StopSignal();
  private @Nullable RunFolder folder;
  private @Nullable Journal journal;
  private @Nullable CheckpointFiles files;
  private Progress progress = Progress.START;
  private SavedState.Best best = SavedState.Best.NONE;
  private Metrics latest = Metrics.NONE;
  private long sittingStart;
  private double secondsBefore;

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
    this.test = test;
    this.options = options;
    this.device = Device.parse(options.device());
    this.precision = options.precision().resolve(device);
    scheme.place(device, precision == Precision.BF16 ? MemoryFormat.CHANNELS_LAST : MemoryFormat.CONTIGUOUS);
    if (options.average()) {
      scheme.networks().forEach((name, network) ->
          averages.put(name, new MovingAverage(network, options.averaging())));
    }
    this.step = new Step(scheme, options, this::autocast, log, (name, image) -> {
      if (journal != null) {
        journal.picture(name, progress.step(), image);
      }
    });
  }

  /** Has the run write its logs, checkpoints and report there. */
  public Trainer<B> saveTo(RunFolder runFolder) {
    folder = runFolder;
    files = new CheckpointFiles(runFolder, new TrainingState(scheme, averages), scheme);
    return this;
  }

  /** Adds one that is told of what happens, after those before. */
  public Trainer<B> with(Callback callback) {
    callbacks.add(callback);
    return this;
  }

  /** Has the run stop when this signal asks for it. */
  public Trainer<B> stoppedBy(StopSignal signal) {
    stop = signal;
    return this;
  }

  /**
   * Continues from the state in the run's folder.
   *
   * @throws IllegalStateException if there is no folder, or no state in it
   * @throws CheckpointException if the state is damaged or of another configuration
   */
  public Trainer<B> resume() {
    if (folder == null || files == null || !Files.exists(folder.state())) {
      throw new IllegalStateException("There is no checkpoint to resume from"
          + (folder == null ? "; call saveTo first" : " in " + folder.checkpoints()));
    }
    SavedState saved = files.load(log);
    progress = saved.progress();
    best = saved.best();
    secondsBefore = progress.seconds();
    openJournal().cut(saved.csvLength(), saved.eventsLength());
    openJournal().say("Resumed at step " + progress.step());
    return this;
  }

  /**
   * Trains until the options' end, or until a stop is asked for.
   *
   * @throws NonFiniteLossException if a loss is no longer a number; the last checkpoint stays
   * @throws CheckpointException if a checkpoint cannot be written; the one before stays
   */
  public Outcome run() {
    sittingStart = System.nanoTime();
    try {
      if (folder != null) {
        openJournal().say(progress.step() == 0 ? "Started" : "Continued");
      }
      scheme.trainMode();
      callbacks.forEach(callback -> callback.onStart(this));
      Outcome outcome = loop();
      if (folder != null) {
        new RunReport(this, scheme, folder).write(outcome);
        openJournal().say("Ended: " + outcome + ", " + latest);
      }
      callbacks.forEach(callback -> callback.onEnd(this, outcome));
      return outcome;
    } catch (RuntimeException e) {
      if (journal != null) {
        journal.say("Failed: " + e.getMessage());
      }
      throw e;
    } finally {
      closeJournal();
      stop.ended();
    }
  }

  private Outcome loop() {
    while (progress.epoch() < options.epochs() && !stepsAreDone()) {
      if (progress.batch() == 0) {
        scheme.epochStarted(progress.epoch());
      }
      callbacks.forEach(callback -> callback.onEpochStart(this));
      if (!runBatches() || !evaluateIfDue()) {
        checkpoint();
        return Outcome.INTERRUPTED;
      }
      if (progress.batch() >= train.batches()) {
        progress = progress.nextEpoch();
      }
      checkpoint();
      callbacks.forEach(callback -> callback.onEpochEnd(this));
      if (isPatienceOver()) {
        return Outcome.STOPPED_EARLY;
      }
    }
    return isPatienceOver() ? Outcome.STOPPED_EARLY : Outcome.COMPLETED;
  }

  /** Runs the rest of an epoch; false if a stop was asked for. */
  private boolean runBatches() {
    try (Epoch<B> epoch = train.epoch(progress.epoch(), progress.batch())) {
      while (epoch.hasNext() && !stepsAreDone()) {
        if (stop.isRequested()) {
          return false;
        }
        runStep(epoch);
        progress = progress.nextBatch().at(seconds());
        if (progress.step() % options.logEvery() == 0) {
          writeLog();
        }
        callbacks.forEach(callback -> callback.onStep(this));
        if (options.checkpointEvery() > 0 && progress.step() % options.checkpointEvery() == 0) {
          checkpoint();
        }
      }
    }
    return true;
  }

  private void runStep(Epoch<B> epoch) {
    try (Scope scope = Scope.open(); Generator random = Generator.global()) {
      B batch = epoch.next();
      Tensor randomBefore = random.getState();
      step.begin(progress, false);
      try {
        scheme.trainStep(batch, step);
      } catch (Step.NotFinite e) {
        step.end();
        random.setState(randomBefore);
        throw new NonFiniteSearch(scheme, step).explain(e, batch, progress, train.batches(), checkpointHint());
      } finally {
        step.end();
      }
    }
    if (step.updated()) {
      averages.values().forEach(MovingAverage::update);
    }
  }

  private void writeLog() {
    Metrics means = log.drain();
    for (Map.Entry<String, Optimization> each : scheme.optimizations().entrySet()) {
      String name = scheme.optimizations().size() == 1 ? "lr" : "lr_" + each.getKey();
      means = means.and(name, each.getValue().learningRate());
    }
    Metrics written = means;
    if (folder != null) {
      openJournal().metrics("train", written, progress, epochs());
    }
    callbacks.forEach(callback -> callback.onLog(this, written));
  }

  /** Evaluates where the options say so; false if a stop was asked for before its end. */
  private boolean evaluateIfDue() {
    boolean last = progress.epoch() + 1 >= options.epochs() || stepsAreDone();
    boolean due = options.evaluateEvery() > 0 && (progress.epoch() + 1) % options.evaluateEvery() == 0;
    if (test == null || !last && !due) {
      return true;
    }
    callbacks.forEach(callback -> callback.onEvaluationStart(this));
    try {
      latest = evaluate(test);
    } catch (Evaluation.Stopped e) {
      return false;
    }
    progress = progress.at(seconds());
    if (folder != null) {
      openJournal().metrics("test", latest, progress, epochs());
      openJournal().say(String.format(java.util.Locale.ROOT, "Epoch %.2f, step %d: %s", epochs(), progress.step(),
          latest));
    }
    boolean better = judge();
    callbacks.forEach(callback -> callback.onEvaluated(this, latest, better));
    return true;
  }

  private boolean judge() {
    if (options.monitor().isEmpty() || latest.values().isEmpty()) {
      return false;
    }
    double value = latest.get(options.monitor());
    scheme.optimizations().values().forEach(each -> {
      if (each.plateau() != null) {
        each.plateau().step(each.optimizer(), value);
      }
    });
    boolean better = !Double.isNaN(value)
        && (!best.isKnown() || options.goal().better(value, best.value(), options.minDelta()));
    best = better ? new SavedState.Best(value, latest.values(), progress.epoch() + 1, 0)
        : new SavedState.Best(best.value(), best.metrics(), best.epoch(), best.bad() + 1);
    if (better && files != null) {
      files.writeBest(progress, best);
    }
    return better;
  }

  /** Evaluates the networks, or their averages where the run keeps those. */
  public Metrics evaluate(Loader<B> data) {
    List<Module.Closer> inUse = new ArrayList<>();
    averages.values().forEach(average -> inUse.add(average.use()));
    scheme.evalMode();
    try {
      return scheme.evaluate(new Evaluation<>(data, this::autocast, stop::isRequested));
    } finally {
      inUse.forEach(Module.Closer::close);
      scheme.trainMode();
    }
  }

  /** Writes a checkpoint now, between steps. */
  private void checkpoint() {
    if (folder == null || files == null) {
      return;
    }
    progress = progress.at(seconds());
    files.write(progress, best, latest, log, openJournal());
    callbacks.forEach(callback -> callback.onCheckpoint(this, files.folder().state()));
  }

  private boolean stepsAreDone() {
    return options.steps() > 0 && progress.step() >= options.steps();
  }

  private boolean isPatienceOver() {
    return options.patience() > 0 && best.bad() >= options.patience();
  }

  private @Nullable Autocast autocast() {
    return precision.autocast(device);
  }

  private double seconds() {
    return secondsBefore + (System.nanoTime() - sittingStart) / 1e9;
  }

  private String checkpointHint() {
    return files == null ? "" : files.describeLast();
  }

  private Journal openJournal() {
    if (journal == null) {
      journal = new Journal(java.util.Objects.requireNonNull(folder));
    }
    return journal;
  }

  private void closeJournal() {
    if (journal != null) {
      journal.close();
      journal = null;
    }
  }

  /** How far the run is. */
  public Progress progress() {
    return progress;
  }

  /** Passes over the data so far, with a fraction. */
  public double epochs() {
    return progress.epochs(train.batches());
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

  /** What the last evaluation of this sitting found. */
  public Metrics latest() {
    return latest;
  }

  /** What the best evaluation found; no numbers before the first. */
  public Metrics best() {
    return new Metrics(best.metrics());
  }

  /** The epoch, counted from 1, of the best evaluation; 0 before the first. */
  public int bestEpoch() {
    return best.epoch();
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
    return folder;
  }

  /** Frees the moving averages; scheme and loaders stay with their owner. */
  @Override
  public void close() {
    averages.values().forEach(MovingAverage::close);
    closeJournal();
  }
}
