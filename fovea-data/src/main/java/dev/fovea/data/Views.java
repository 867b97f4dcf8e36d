package dev.fovea.data;

import java.util.Objects;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/** Data sets made of others. */
final class Views {
  private Views() {}

  static int[] checked(int[] indices, int size) {
    for (int index : indices) {
      Objects.checkIndex(index, size);
    }
    return indices.clone();
  }

  /** Items changed when they are read. */
  record Mapped<T, R>(Dataset<T> base, BiFunction<? super T, ? super RandomGenerator, ? extends R> change)
      implements Dataset<R> {
    @Override
    public int size() {
      return base.size();
    }

    @Override
    public R get(int index, RandomGenerator random) {
      return change.apply(base.get(index, random), random);
    }
  }

  /** Items at some places. */
  record Subset<T>(Dataset<T> base, int[] indices) implements Dataset<T> {
    @Override
    public int size() {
      return indices.length;
    }

    @Override
    public T get(int index, RandomGenerator random) {
      return base.get(indices[Objects.checkIndex(index, indices.length)], random);
    }
  }

  /** One data set behind another. */
  record Concat<T>(Dataset<? extends T> first, Dataset<? extends T> second) implements Dataset<T> {
    @Override
    public int size() {
      return Math.addExact(first.size(), second.size());
    }

    @Override
    public T get(int index, RandomGenerator random) {
      Objects.checkIndex(index, size());
      return index < first.size() ? first.get(index, random) : second.get(index - first.size(), random);
    }
  }
}
