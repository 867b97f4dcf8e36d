package dev.fovea.cli;

import dev.fovea.train.Callback;
import dev.fovea.train.Metrics;
import dev.fovea.train.Trainer;
import dev.fovea.train.recipe.Training;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** Shows a training: a bar on a terminal, one line an epoch everywhere. */
final class TrainingView implements Callback {
  private static final int MOST_LOSSES = 2;
  private static final long REDRAW = 100_000_000L;
  private static final long SIGN_OF_LIFE = 30_000_000_000L;

  private final Console console;
  private final Training.Shown shown;
  private final boolean live;
  private final LongSupplier nanos;
  private long started;
  private long firstStep;
  private long epochStarted;
  private int epochFirstBatch;
  private long drawn;
  private long said;
  private String losses = "loss -     ";

  /** A view of a training that speaks of itself like this; it draws over its line only where {@code live}. */
  TrainingView(Console console, Training.Shown shown, boolean live, LongSupplier nanos) {
    this.console = console;
    this.shown = shown;
    this.live = live;
    this.nanos = nanos;
  }

  @Override
  public void onStart(Trainer<?> trainer) {
    started = nanos.getAsLong();
    said = started;
    firstStep = trainer.progress().step();
  }

  @Override
  public void onEpochStart(Trainer<?> trainer) {
    epochStarted = nanos.getAsLong();
    epochFirstBatch = trainer.progress().batch();
    draw(trainer);
  }

  @Override
  public void onLog(Trainer<?> trainer, Metrics train) {
    losses = losses(train);
    if (!live && nanos.getAsLong() - said > SIGN_OF_LIFE) {
      say(line(trainer).render(Integer.MAX_VALUE));
    }
  }

  @Override
  public void onStep(Trainer<?> trainer) {
    if (live && nanos.getAsLong() - drawn > REDRAW) {
      draw(trainer);
    }
  }

  @Override
  public void onEvaluationStart(Trainer<?> trainer) {
    if (live) {
      erase();
      console.err.print("Epoch " + (trainer.progress().epoch() + 1) + "/" + trainer.totalEpochs()
          + " evaluating ...");
      console.err.flush();
    }
  }

  @Override
  public void onEvaluated(Trainer<?> trainer, Metrics metrics, boolean best) {
    int epochs = trainer.totalEpochs();
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "Epoch %" + String.valueOf(epochs).length()
        + "d/%d  train %s", trainer.progress().epoch() + 1, epochs, losses.strip()));
    shown(metrics).forEach((name, value) -> text.append("  ").append(shown.split()).append(" ")
        .append(metric(name, value)));
    text.append("  ").append(ProgressLine.time((nanos.getAsLong() - started) / 1e9));
    say(text + (best ? "  best" : ""));
  }

  @Override
  public void onEnd(Trainer<?> trainer, Trainer.Outcome outcome) {
    erase();
  }

  /** The loss, or the first numbers of a training that has several losses. */
  private static String losses(Metrics train) {
    if (train.values().containsKey("loss")) {
      return String.format(Locale.ROOT, "loss %-6s", ProgressLine.number(train.get("loss")));
    }
    return train.values().entrySet().stream().filter(each -> !each.getKey().startsWith("lr")).limit(MOST_LOSSES)
        .map(each -> metric(each.getKey(), each.getValue())).collect(java.util.stream.Collectors.joining("  "));
  }

  /** The figures without those that say the same more weakly. */
  static Map<String, Double> shown(Metrics metrics) {
    Map<String, Double> shown = new LinkedHashMap<>(metrics.figures().values());
    if (shown.containsKey("accuracy")) {
      shown.remove("top5");
    }
    return shown;
  }

  /** {@code accuracy 97.2 %} or {@code loss 0.1234}. */
  static String metric(String name, double value) {
    String text = Metrics.text(name, value);
    return name + " " + (text.endsWith("%") ? text : ProgressLine.number(value));
  }

  /** With a large first letter. */
  static String capital(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /** Clears the line that is drawn over itself. */
  void erase() {
    if (live) {
      console.err.print("\r\u001b[K");
      console.err.flush();
    }
  }

  private void draw(Trainer<?> trainer) {
    if (live) {
      drawn = nanos.getAsLong();
      console.err.print("\r" + line(trainer).render(Console.columns()) + "\u001b[K");
      console.err.flush();
    }
  }

  private void say(String text) {
    erase();
    console.note(text);
    said = nanos.getAsLong();
  }

  private ProgressLine line(Trainer<?> trainer) {
    long now = nanos.getAsLong();
    int batches = trainer.progress().batch() - epochFirstBatch;
    double rate = batches * (double) shown.batchSize() / Math.max(1e-9, (now - epochStarted) / 1e9);
    long steps = trainer.progress().step() - firstStep;
    double left = steps == 0 ? Double.NaN
        : (trainer.totalSteps() - trainer.progress().step()) * ((now - started) / 1e9 / steps);
    return new ProgressLine(trainer.progress().epoch(), trainer.totalEpochs(), trainer.progress().batch(),
        trainer.batchesPerEpoch(), losses, batches == 0 ? 0 : rate, shown.unit(), left);
  }
}
