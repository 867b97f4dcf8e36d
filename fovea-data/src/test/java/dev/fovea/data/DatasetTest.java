package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetTest {
  /** The numbers from 0, with a random part. */
  record Numbers(int size) implements Dataset<Integer> {
    @Override
    public Integer get(int index, RandomGenerator random) {
      return index;
    }
  }

  private static List<Integer> items(Dataset<Integer> dataset) {
    return IntStream.range(0, dataset.size()).mapToObj(dataset::get).toList();
  }

  @Test
  void viewsReadTheItemsTheyName() {
    Dataset<Integer> numbers = new Numbers(5);
    assertThat(items(numbers.subset(4, 0, 4))).containsExactly(4, 0, 4);
    assertThat(items(numbers.take(2))).containsExactly(0, 1);
    assertThat(items(numbers.take(9))).hasSize(5);
    assertThat(items(numbers.<Integer>map(i -> i * i))).containsExactly(0, 1, 4, 9, 16);
    assertThat(items(numbers.take(2).concat(numbers.subset(3)))).containsExactly(0, 1, 3);
  }

  @Test
  void chanceComesFromTheGivenSource() {
    Dataset<Long> random = new Numbers(3).map((i, source) -> source.nextLong());
    assertThat(random.get(1, new SplitMix64(7))).isEqualTo(new SplitMix64(7).nextLong());
    assertThat(random.get(1)).isEqualTo(random.get(1)).isNotEqualTo(random.get(2));
  }

  @Test
  void placesOutsideAreRefused() {
    Dataset<Integer> numbers = new Numbers(5);
    assertThatThrownBy(() -> numbers.subset(5)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> numbers.subset(1).get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> numbers.concat(numbers).get(10)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void splitsAreDisjointAndTheSameForASeed() {
    int[][] parts = Splits.random(103, 5, 0.7, 0.2, 0.1);
    assertThat(parts[0]).hasSize(72);
    assertThat(parts[1]).hasSize(21);
    assertThat(parts[2]).hasSize(10);
    Set<Integer> all = new HashSet<>();
    Arrays.stream(parts).flatMapToInt(Arrays::stream).forEach(all::add);
    assertThat(all).hasSize(103);
    assertThat(Splits.random(103, 5, 0.7, 0.2, 0.1)).isDeepEqualTo(parts);
    assertThat(Splits.random(103, 6, 0.7, 0.2, 0.1)[0]).isNotEqualTo(parts[0]);
    assertThatThrownBy(() -> Splits.random(9, 0, 0.7, 0.7)).hasMessageContaining("at most 1");
    assertThatThrownBy(() -> Splits.random(9, 0, -0.5)).hasMessageContaining("above 0");
  }

  @Test
  void stratifiedSplitsKeepTheProportionsOfTheClasses() {
    int[] labels = IntStream.range(0, 120).map(i -> i % 4 == 0 ? 2 : 0).toArray();
    int[][] parts = Splits.stratified(labels, 1, 0.8, 0.2);
    assertThat(Arrays.stream(parts[0]).filter(i -> labels[i] == 2)).hasSize(24);
    assertThat(Arrays.stream(parts[0]).filter(i -> labels[i] == 0)).hasSize(72);
    assertThat(Arrays.stream(parts[1]).filter(i -> labels[i] == 2)).hasSize(6);
    assertThat(IntStream.concat(Arrays.stream(parts[0]), Arrays.stream(parts[1])).distinct()).hasSize(120);
  }

  @Test
  void foldsCoverEveryItemOnce() {
    int[][] folds = Splits.folds(11, 3, 4);
    assertThat(Arrays.stream(folds).map(fold -> fold.length).toList()).containsExactlyInAnyOrder(2, 3, 3, 3);
    assertThat(Arrays.stream(folds).flatMapToInt(Arrays::stream).sorted().toArray())
        .containsExactly(IntStream.range(0, 11).toArray());
    assertThatThrownBy(() -> Splits.folds(3, 0, 4)).hasMessageContaining("2 to 3");
  }

  /** First outputs of the reference implementation for the seed 1234567 (Vigna's splitmix64.c). */
  @Test
  void theRandomStreamIsTheReferences() {
    SplitMix64 random = new SplitMix64(1234567);
    assertThat(random.nextLong()).isEqualTo(6457827717110365317L);
    assertThat(random.nextLong()).isEqualTo(3203168211198807973L);
    assertThat(SplitMix64.key(1, 2, 3)).isNotEqualTo(SplitMix64.key(1, 3, 2)).isNotEqualTo(SplitMix64.key(1, 2));
  }
}
