package dev.fovea.train;

import dev.fovea.data.Epoch;
import dev.fovea.data.Loader;
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

  private final Loader<B> loader;
  private final Supplier<@Nullable Autocast> autocast;
  private final BooleanSupplier stop;

  Evaluation(Loader<B> loader, Supplier<@Nullable Autocast> autocast, BooleanSupplier stop) {
    this.loader = loader;
    this.autocast = autocast;
    this.stop = stop;
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
