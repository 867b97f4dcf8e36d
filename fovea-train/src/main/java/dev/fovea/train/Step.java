package dev.fovea.train;

import dev.fovea.image.Image;
import dev.fovea.tensor.Autocast;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a scheme's step may do besides computing: minimise losses and log numbers. */
public final class Step {
  /** A loss that is not finite, on its way from the scheme to the trainer. */
  static final class NotFinite extends RuntimeException {
    final String loss;
    final double value;

    NotFinite(String loss, double value) {
      super("The loss '" + loss + "' is " + value, null, false, false);
      this.loss = loss;
      this.value = value;
    }
  }

  private final TrainingScheme<?> scheme;
  private final TrainingOptions options;
  private final Supplier<@Nullable Autocast> precision;
  private final MetricLog log;
  private final PictureSink pictures;
  private final boolean alone;
  private @Nullable Autocast autocast;
  private Progress progress = Progress.START;
  private boolean rehearsal;
  private boolean updated;

  /** Where pictures go that a step shows. */
  interface PictureSink {
    void add(String name, Image image);
  }

  Step(TrainingScheme<?> scheme, TrainingOptions options, Supplier<@Nullable Autocast> precision, MetricLog log,
      PictureSink pictures) {
    this.scheme = scheme;
    this.options = options;
    this.precision = precision;
    this.log = log;
    this.pictures = pictures;
    this.alone = Optimization.ownsAll(scheme);
  }

  /** The number of this step since the start of the run, from 0. */
  public long number() {
    return progress.step();
  }

  /** The number of this pass over the data, from 0. */
  public int epoch() {
    return progress.epoch();
  }

  /** The number of this batch in its pass, from 0. */
  public int batch() {
    return progress.batch();
  }

  /**
   * Takes a loss (a scalar) into the gradients of an optimisation, and updates its parameters when enough batches were
   * taken in.
   *
   * @return whether the parameters were updated
   */
  public boolean minimize(String optimization, Tensor loss) {
    backward(optimization, loss, false);
    return update(optimization);
  }

  /**
   * Adds the gradients of a loss to the parameters of one optimisation, and of no other.
   *
   * @param retainGraph whether other losses will go back through the same graph
   */
  public void backward(String optimization, Tensor loss, boolean retainGraph) {
    Optimization target = scheme.optimizationNamed(optimization);
    outsideAutocast(() -> {
      try (Scope scope = Scope.open()) {
        double value = loss.detach().item();
        if (!Double.isFinite(value)) {
          throw new NotFinite(optimization, value);
        }
        if (!rehearsal) {
          target.backward(options.accumulate() == 1 ? loss : loss.div(options.accumulate()), retainGraph, alone);
        }
      }
    });
  }

  /**
   * Counts a batch for an optimisation whose losses went {@link #backward}, and updates its parameters when there are
   * enough.
   *
   * @return whether the parameters were updated
   */
  public boolean update(String optimization) {
    Optimization target = scheme.optimizationNamed(optimization);
    if (rehearsal) {
      return false;
    }
    boolean done = outsideAutocast(() -> target.update(options));
    updated |= done;
    return done;
  }

  /** Logs a scalar tensor; its mean over some steps is written later, so that nothing waits for the device now. */
  public void log(String name, Tensor scalar) {
    if (!rehearsal) {
      log.add(name, scalar);
    }
  }

  /** Logs a number. */
  public void log(String name, double value) {
    if (!rehearsal) {
      log.add(name, value);
    }
  }

  /** Shows a picture in the run's event file. */
  public void picture(String name, Image image) {
    if (!rehearsal) {
      pictures.add(name, image);
    }
  }

  /** Computes in 32 bits what a shorter type would spoil, such as a gradient penalty. */
  public <T> T inFloat32(Supplier<T> body) {
    return outsideAutocast(body);
  }

  void begin(Progress at, boolean onlyRehearse) {
    progress = at;
    rehearsal = onlyRehearse;
    updated = false;
    autocast = precision.get();
  }

  void end() {
    if (autocast != null) {
      autocast.close();
      autocast = null;
    }
  }

  boolean updated() {
    return updated;
  }

  private void outsideAutocast(Runnable body) {
    this.<@Nullable Object>outsideAutocast(() -> {
      body.run();
      return null;
    });
  }

  private <T extends @Nullable Object> T outsideAutocast(Supplier<T> body) {
    if (autocast == null) {
      return body.get();
    }
    end();
    try {
      return body.get();
    } finally {
      autocast = precision.get();
    }
  }
}
