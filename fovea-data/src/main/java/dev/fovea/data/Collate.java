package dev.fovea.data;

import java.util.List;

/**
 * Makes a batch of its items.
 *
 * <p>It runs in the loader's threads. Its tensors must be fresh, and the batch must be a tensor or a record, list, map
 * or array of them, so that they can be handed to the consumer's scope.
 */
@FunctionalInterface
public interface Collate<T, B> {
  /** The batch of these items, in their order. */
  B apply(List<T> items);
}
