package dev.fovea.train;

import dev.fovea.data.Epoch;
import dev.fovea.data.Loader;
import dev.fovea.image.Image;
import dev.fovea.nn.Module;
import dev.fovea.tensor.Autocast;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.run.RunFolder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The order of a run: epochs of steps, logs, evaluations and checkpoints, from wherever the run is. */
final class TrainingLoop<B> {
  private static final long EVALUATION_SEED = 0;

  private final TrainingScheme<B> scheme;
  private final Loader<B> train;
  private final @Nullable Loader<B> test;
  private final TrainingOptions options;
  private final Device device;
  private final Precision precision;
  private final Trainer<B> trainer;
  private final List<Callback> callbacks;
  private final Map<String, MovingAverage> averages = new LinkedHashMap<>();
  private final MetricLog log = new MetricLog();
  private final Step step;
  final Selection selection;
  Recorder recorder;
  StopSignal stop = new StopSignal();
  Progress progress = Progress.START;
  String split = "test";
  Metrics latest = Metrics.NONE;
  private long sittingStart;
  private double secondsBefore;

  TrainingLoop(TrainingScheme<B> scheme, Loader<B> train, @Nullable Loader<B> test, TrainingOptions options,
      Trainer<B> trainer, List<Callback> callbacks) {
    this.scheme = scheme;
    this.train = train;
    this.test = test;
    this.options = options;
    this.device = trainer.device();
    this.precision = trainer.precision();
    this.trainer = trainer;
    this.callbacks = callbacks;
    if (options.average()) {
      scheme.networks().forEach((name, network) ->
          averages.put(name, new MovingAverage(network, options.averaging())));
    }
    this.selection = new Selection(options);
    this.recorder = new Recorder(null, scheme, state());
    this.step = new Step(scheme, options, this::autocast, log,
        (name, image) -> recorder.picture(name, progress.step(), image));
  }

  TrainingState state() {
    return new TrainingState(scheme, averages);
  }

  void resume() {
    SavedState saved = recorder.resume(log);
    progress = saved.progress();
    selection.restore(saved.best());
    secondsBefore = progress.seconds();
  }

  /** Runs until the options' end, or until a stop is asked for. */
  Trainer.Outcome run() {
    sittingStart = System.nanoTime();
    scheme.trainMode();
    callbacks.forEach(callback -> callback.onStart(trainer));
    while (progress.epoch() < options.epochs() && !stepsAreDone() && !selection.isPatienceOver()) {
      if (progress.batch() == 0) {
        scheme.epochStarted(progress.epoch());
      }
      callbacks.forEach(callback -> callback.onEpochStart(trainer));
      if (!runBatches() || !evaluateIfDue()) {
        checkpoint();
        return Trainer.Outcome.INTERRUPTED;
      }
      if (progress.batch() >= train.batches()) {
        progress = progress.nextEpoch();
      }
      checkpoint();
      callbacks.forEach(callback -> callback.onEpochEnd(trainer));
    }
    return selection.isPatienceOver() ? Trainer.Outcome.STOPPED_EARLY : Trainer.Outcome.COMPLETED;
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
        callbacks.forEach(callback -> callback.onStep(trainer));
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
        throw new NonFiniteSearch(scheme, step).explain(e, batch, progress, train.batches(), recorder.describeLast());
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
    recorder.metrics("train", written, progress, epochs());
    callbacks.forEach(callback -> callback.onLog(trainer, written));
  }

  /** Evaluates where the options say so; false if a stop was asked for before its end. */
  private boolean evaluateIfDue() {
    boolean last = progress.epoch() + 1 >= options.epochs() || stepsAreDone();
    boolean due = options.evaluateEvery() > 0 && (progress.epoch() + 1) % options.evaluateEvery() == 0;
    if (test == null || !last && !due) {
      return true;
    }
    callbacks.forEach(callback -> callback.onEvaluationStart(trainer));
    try {
      latest = evaluate(test, sink());
    } catch (Evaluation.Stopped e) {
      return false;
    }
    progress = progress.at(seconds());
    recorder.metrics(split, latest, progress, epochs());
    recorder.say(String.format(Locale.ROOT, "Epoch %.2f, step %d: %s", epochs(), progress.step(), latest.figures()));
    boolean better = selection.judge(latest, progress.epoch() + 1, scheme.optimizations().values());
    if (better) {
      recorder.best(progress, selection.best());
    }
    callbacks.forEach(callback -> callback.onEvaluated(trainer, latest, better));
    return true;
  }

  Metrics evaluate(Loader<B> data, Evaluation.Sink sink) {
    return evaluating(() -> scheme.evaluate(
        new Evaluation<>(data, this::autocast, stop::isRequested, progress, sink)));
  }

  /** Where an evaluation shows things: in the run's folder. */
  private Evaluation.Sink sink() {
    return new Evaluation.Sink() {
      @Override
      public void picture(String name, Image image) {
        recorder.picture(name, progress.step(), image);
      }

      @Override
      public void text(String name, String text) {
        recorder.text(name, progress.step(), text);
      }
    };
  }

  /** Computes something with the networks in evaluation mode, averaged where the run keeps averages. */
  <T extends @Nullable Object> T evaluating(Supplier<T> body) {
    List<Module.Closer> inUse = new ArrayList<>();
    averages.values().forEach(average -> inUse.add(average.use()));
    scheme.evalMode();
    try {
      return apart(body);
    } finally {
      inUse.forEach(Module.Closer::close);
      scheme.trainMode();
    }
  }

  void evaluating(Runnable body) {
    this.<@Nullable Object>evaluating(() -> {
      body.run();
      return null;
    });
  }

  /** Computes something with random numbers that are the same every time, and leaves those of training as they were. */
  private static <T extends @Nullable Object> T apart(Supplier<T> body) {
    try (Generator random = Generator.global()) {
      Tensor before = Scope.release(random.getState());
      random.manualSeed(EVALUATION_SEED);
      try {
        return body.get();
      } finally {
        random.setState(before);
        before.close();
      }
    }
  }

  void apart(Runnable body) {
    TrainingLoop.<@Nullable Object>apart(() -> {
      body.run();
      return null;
    });
  }

  /** Writes a checkpoint now, between steps. */
  private void checkpoint() {
    RunFolder folder = recorder.folder();
    if (folder != null) {
      progress = progress.at(seconds());
      recorder.checkpoint(progress, selection.best(), latest, log);
      callbacks.forEach(callback -> callback.onCheckpoint(trainer, folder.state()));
    }
  }

  private boolean stepsAreDone() {
    return options.steps() > 0 && progress.step() >= options.steps();
  }

  private @Nullable Autocast autocast() {
    return precision.autocast(device);
  }

  private double seconds() {
    return secondsBefore + (System.nanoTime() - sittingStart) / 1e9;
  }

  double epochs() {
    return progress.epochs(train.batches());
  }

  /** Frees the averages. */
  void close() {
    averages.values().forEach(MovingAverage::close);
    recorder.close();
  }
}
