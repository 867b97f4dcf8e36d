package dev.fovea.train;

import dev.fovea.data.Epoch;
import dev.fovea.data.Loader;
import dev.fovea.image.Image;
import dev.fovea.tensor.Autocast;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The batches that a scheme is evaluated on, all of them, in order. */
public final class Evaluation<B> {
  /** Ends an evaluation that nobody waits for any more. */
  static final class Stopped extends RuntimeException {
    Stopped() {
      super("The evaluation was stopped", null, false, false);
    }
  }

  /** Where what an evaluation shows goes. */
  interface Sink {
    /** Nowhere. */
    Sink NONE = new Sink() {
      @Override
      public void picture(String name, Image image) {}

      @Override
      public void text(String name, String text) {}
    };

    void picture(String name, Image image);

    void text(String name, String text);
  }

  private final Loader<B> loader;
  private final Supplier<@Nullable Autocast> autocast;
  private final BooleanSupplier stop;
  private final Progress progress;
  private final Sink sink;

  Evaluation(Loader<B> loader, Supplier<@Nullable Autocast> autocast, BooleanSupplier stop, Progress progress,
      Sink sink) {
    this.loader = loader;
    this.autocast = autocast;
    this.stop = stop;
    this.progress = progress;
    this.sink = sink;
  }

  /** The steps that the run has taken. */
  public long step() {
    return progress.step();
  }

  /** The number of the pass over the data that just ended, from 0. */
  public int epoch() {
    return progress.epoch();
  }

  /** Shows a picture: in the run's event file, and in its folder, where the report finds it. */
  public void picture(String name, Image image) {
    sink.picture(name, image);
  }

  /** Shows a text: in the run's folder, where the report finds it. */
  public void text(String name, String text) {
    sink.text(name, text);
  }

  /** Computes in a scope of its own, in the run's precision; nothing is recorded for gradients. */
  public void compute(Runnable body) {
    if (stop.getAsBoolean()) {
      throw new Stopped();
    }
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad(); Autocast cast = autocast.get()) {
      body.run();
    }
  }

  /** The number of batches. */
  public int batches() {
    return loader.batches();
  }

  /** Hands over every batch in a scope of its own, in the run's precision; nothing is recorded for gradients. */
  public void each(Consumer<? super B> body) {
    try (Epoch<B> epoch = loader.epoch(0, 0)) {
      while (epoch.hasNext()) {
        if (stop.getAsBoolean()) {
          throw new Stopped();
        }
        try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad(); Autocast cast = autocast.get()) {
          body.accept(epoch.next());
        }
      }
    }
  }
}
