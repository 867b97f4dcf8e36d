package dev.fovea.data;

import dev.fovea.tensor.Scope;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * One pass over the batches.
 *
 * <p>A batch's tensors belong to the innermost open {@link Scope} of the thread that calls {@link #next}. Use it by one
 * thread; leaving it early, closed or not, leaves no thread waiting.
 */
public interface Epoch<B> extends Iterator<B>, Iterable<B>, AutoCloseable {
  /** The number of the batch that {@link #next} gives, counted from the start of the epoch: where to resume. */
  int position();

  /** Itself: an epoch can be gone through once. */
  @Override
  default Iterator<B> iterator() {
    return this;
  }

  /** Hands over every batch in a scope of its own, which frees it afterwards. */
  default void each(Consumer<? super B> use) {
    while (hasNext()) {
      Scope.run(() -> use.accept(next()));
    }
  }

  /** Drops what was prepared ahead. */
  @Override
  void close();
}
