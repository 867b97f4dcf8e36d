package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static List<int[]> batches(Sampler sampler, int epoch) {
    List<int[]> batches = new ArrayList<>();
    sampler.epoch(epoch).forEachRemaining(batches::add);
    assertThat(batches).hasSize(sampler.batches());
    return batches;
  }

  @Test
  void batchesKeepOrDropTheLast() {
    assertThat(batches(Order.sequential(7).batches(3), 0)).containsExactly(
        new int[] {0, 1, 2}, new int[] {3, 4, 5}, new int[] {6});
    assertThat(batches(Order.sequential(7).fullBatches(3), 0)).containsExactly(
        new int[] {0, 1, 2}, new int[] {3, 4, 5});
    assertThat(batches(Order.sequential(0).batches(3), 0)).isEmpty();
    assertThatThrownBy(() -> Order.sequential(7).batches(0)).hasMessageContaining("batchSize");
  }

  @Test
  void shufflingDependsOnSeedAndEpochAlone() {
    int[] first = Order.shuffled(50, 1).indices().apply(0);
    assertThat(Order.shuffled(50, 1).indices().apply(0)).isEqualTo(first);
    assertThat(Order.shuffled(50, 1).indices().apply(1)).isNotEqualTo(first);
    assertThat(Order.shuffled(50, 2).indices().apply(0)).isNotEqualTo(first);
    assertThat(Arrays.stream(first).sorted().toArray()).isEqualTo(IntStream.range(0, 50).toArray());
  }

  @Test
  void weightsAreFrequencies() {
    int[] drawn = Order.weighted(new double[] {0, 1, 3, 0}, 40_000, 3).indices().apply(0);
    long ones = Arrays.stream(drawn).filter(i -> i == 1).count();
    assertThat(Arrays.stream(drawn).distinct().sorted().toArray()).containsExactly(1, 2);
    assertThat(ones).isBetween(9_700L, 10_300L);
    assertThatThrownBy(() -> Order.weighted(new double[] {0, 0}, 4, 0)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> Order.weighted(new double[] {1, Double.NaN}, 4, 0)).hasMessageContaining("weights[1]");
  }

  @Test
  void balancedOrdersShowEveryClassInEveryRound() {
    int[] labels = {0, 0, 0, 0, 0, 2, 2, 3};
    Order order = Order.balanced(labels, 9);
    assertThat(order.size()).isEqualTo(15);
    int[] indices = order.indices().apply(4);
    for (int round = 0; round < 5; round++) {
      assertThat(Arrays.stream(indices, round * 3, round * 3 + 3).map(i -> labels[i]).sorted().toArray())
          .containsExactly(0, 2, 3);
    }
    assertThat(Arrays.stream(indices).filter(i -> i < 5).distinct()).hasSize(5);
    assertThat(Arrays.stream(indices).filter(i -> i == 5 || i == 6).limit(2).distinct()).hasSize(2);
  }

  @Test
  void repeatedOrdersRepeatEachItemInARow() {
    assertThat(Order.sequential(2).repeated(3).indices().apply(0)).containsExactly(0, 0, 0, 1, 1, 1);
    assertThat(Order.sequential(2).repeated(3).batches(4).batches()).isEqualTo(2);
  }

  @Test
  void repeatedAugmentationKeepsTheLengthOfAnEpoch() {
    int[] once = Order.shuffled(10, 4).indices().apply(2);
    assertThat(Order.shuffled(10, 4).repeated(3).first(10).indices().apply(2))
        .containsExactly(once[0], once[0], once[0], once[1], once[1], once[1], once[2], once[2], once[2], once[3]);
    assertThat(Order.shuffled(10, 4).repeated(1).first(10).indices().apply(2)).isEqualTo(once);
    assertThatThrownBy(() -> Order.sequential(3).first(4)).hasMessageContaining("0 to 3");
  }

  @Test
  void processesShareEveryItem() {
    Order seven = Order.sequential(7);
    assertThat(seven.share(0, 3).indices().apply(0)).containsExactly(0, 3, 6);
    assertThat(seven.share(1, 3).indices().apply(0)).containsExactly(1, 4, 0);
    assertThat(seven.share(2, 3).indices().apply(0)).containsExactly(2, 5, 1);
    assertThat(seven.share(2, 3).size()).isEqualTo(3);
    assertThatThrownBy(() -> seven.share(3, 3)).hasMessageContaining("rank");
  }

  @Test
  void episodesHaveDistinctItemsOfDistinctClasses() {
    int[] labels = IntStream.range(0, 60).map(i -> i % 6).toArray();
    Sampler episodes = new Episodes(labels, 3, 2, 4, 5, 1);
    assertThat(episodes.batches()).isEqualTo(5);
    for (Iterator<int[]> epoch = episodes.epoch(0); epoch.hasNext(); ) {
      int[] episode = epoch.next();
      assertThat(Arrays.stream(episode).distinct()).hasSize(18);
      for (int way = 0; way < 3; way++) {
        int label = labels[episode[2 * way]];
        assertThat(labels[episode[2 * way + 1]]).isEqualTo(label);
        assertThat(Arrays.stream(episode, 6 + 4 * way, 10 + 4 * way)).allMatch(i -> labels[i] == label);
      }
      assertThat(IntStream.of(0, 2, 4).map(i -> labels[episode[i]]).distinct()).hasSize(3);
    }
    assertThat(batches(episodes, 1).get(0)).isNotEqualTo(batches(episodes, 0).get(0));
    assertThatThrownBy(() -> new Episodes(labels, 7, 1, 1, 1, 0)).hasMessageContaining("got 6");
  }
}
