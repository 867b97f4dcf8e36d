package dev.fovea.train;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that a scheme carries from step to step and that checkpoints hold: a recurrent network's hidden state, a
 * queue of keys, class centres.
 */
public final class Carried implements AutoCloseable {
  private @Nullable Tensor value;

  Carried() {}

  /** The tensor, or null where nothing was carried yet. */
  public @Nullable Tensor get() {
    return value;
  }

  /** Carries a tensor on, outside the graph; the one before is freed. Null forgets it. */
  public void set(@Nullable Tensor next) {
    Tensor before = value;
    value = next == null ? null : Scope.release(next.detach());
    if (before != null) {
      before.close();
    }
  }

  @Override
  public void close() {
    set(null);
  }
}
