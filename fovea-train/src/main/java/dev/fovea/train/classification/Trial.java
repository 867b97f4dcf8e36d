package dev.fovea.train.classification;

import dev.fovea.train.Callback;
import dev.fovea.train.Metrics;
import dev.fovea.train.Trainer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Watches a classifier train and says at the end what came of it.
 *
 * <pre>{@code
 * try (ClassifierTrainer training = ClassifierTrainer.unsaved(recipe, Datasets.Options.defaults())) {
 *   Trial trial = new Trial();
 *   training.with(trial).run();
 *   System.out.println(trial.result(training).accuracy());
 * }
 * }</pre>
 */
public final class Trial implements Callback {
  private final List<Double> losses = new ArrayList<>();
  private final List<Double> milliseconds = new ArrayList<>();
  private long started;
  private long last;
  private long lastProcessor;
  private long processorNanos;
  private double seconds;

  /**
   * Begins the clock.
   *
   * @throws IllegalArgumentException if the training will be too short to log a loss twice
   */
  @Override
  public void onStart(Trainer<?> trainer) {
    int every = trainer.options().logEvery();
    if (trainer.totalSteps() < 2L * every) {
      throw new IllegalArgumentException("A trial compares the losses of its start and its end, but "
          + trainer.totalSteps() + " steps log none or one of every " + every
          + " steps; train longer, or log more often by training.logEvery");
    }
    started = System.nanoTime();
  }

  @Override
  public void onEpochStart(Trainer<?> trainer) {
    last = System.nanoTime();
    lastProcessor = processorNanos();
  }

  @Override
  public void onLog(Trainer<?> trainer, Metrics train) {
    losses.add(train.get("loss"));
  }

  @Override
  public void onStep(Trainer<?> trainer) {
    long now = System.nanoTime();
    long processor = processorNanos();
    milliseconds.add((now - last) / 1e6);
    processorNanos += processor - lastProcessor;
    last = now;
    lastProcessor = processor;
  }

  @Override
  public void onEnd(Trainer<?> trainer, Trainer.Outcome outcome) {
    seconds = (System.nanoTime() - started) / 1e9;
  }

  /** What came of a training that has come to its end. */
  public TrialResult result(ClassifierTrainer training) {
    InputForm input = training.info().input();
    int side = input.preprocessing().crop();
    return new TrialResult(training.recipe().network(), training.recipe().dataset(), training.parameterCount(),
        input.channels() + "x" + side + "x" + side, milliseconds.size(), training.shown().batchSize(),
        training.trainer().precision().name().toLowerCase(Locale.ROOT), losses.get(0), losses.get(losses.size() - 1),
        training.best().get("accuracy"), training.info().classes().size(), median(milliseconds),
        processorNanos / 1e6 / milliseconds.size(), seconds, losses);
  }

  private static long processorNanos() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
