package dev.fovea.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Items that can be read in any order, by several threads at once.
 *
 * <p>An item is whatever a task needs: a {@link LabeledImage}, a photograph with masks or boxes, a pair, a text.
 * Reading the same index with a random source in the same state gives an equal item, whatever was read before.
 *
 * <pre>{@code
 * Dataset<LabeledImage> train = Datasets.open("mnist", Split.TRAIN).take(1000);
 * Dataset<Image> pictures = train.map(LabeledImage::image);
 * }</pre>
 */
public interface Dataset<T> {
  /** The number of items. */
  int size();

  /**
   * Reads an item.
   *
   * @param index 0 to {@code size() - 1}
   * @param random where augmentations draw their numbers; a loader derives it from seed, epoch and index
   * @throws IndexOutOfBoundsException if there is no such item
   * @throws RuntimeException if the item cannot be read; the message names its file
   */
  T get(int index, RandomGenerator random);

  /** Reads an item with random numbers that depend on its index alone. */
  default T get(int index) {
    return get(index, SplitMix64.of(0, 0, index));
  }

  /** Every item changed when it is read. */
  default <R> Dataset<R> map(Function<? super T, ? extends R> change) {
    return map((item, random) -> change.apply(item));
  }

  /** Every item changed when it is read, with chance. */
  default <R> Dataset<R> map(BiFunction<? super T, ? super RandomGenerator, ? extends R> change) {
    return new Views.Mapped<>(this, change);
  }

  /**
   * The items at the given places, in that order; a place may come more than once.
   *
   * @throws IndexOutOfBoundsException if a place is not in this data set
   */
  default Dataset<T> subset(int... indices) {
    return new Views.Subset<>(this, Views.checked(indices, size()));
  }

  /** The first {@code count} items, or all where there are fewer. */
  default Dataset<T> take(int count) {
    return subset(IntStream.range(0, Math.min(count, size())).toArray());
  }

  /** These items and then those of another. */
  default Dataset<T> concat(Dataset<? extends T> other) {
    return new Views.Concat<>(this, other);
  }

  /** Parts drawn at random, always the same for a seed; see {@link Splits#random}. */
  default List<? extends Dataset<T>> split(long seed, double... fractions) {
    List<Dataset<T>> parts = new ArrayList<>();
    for (int[] part : Splits.random(size(), seed, fractions)) {
      parts.add(subset(part));
    }
    return parts;
  }
}
