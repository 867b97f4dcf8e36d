package dev.fovea.train.fewshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.Episodes;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpisodeTestTest {
  private static final int[] LABELS = IntStream.range(0, 80).map(i -> i / 8).toArray();

  @Test
  void equalsTheSameComputedEpisodeByEpisode() {
    Generator.seedAll(2);
    try (Scope scope = Scope.open()) {
      Tensor embeddings = Tensors.randn(80, 3).add(Tensors.randn(10, 1, 3).expand(10, 8, 3).reshape(80, 3));
      Accuracy accuracy = new EpisodeTest(embeddings, LABELS).run(4, 3, 15, 60, 9).orElseThrow();
      float[] values = embeddings.toFloats();
      double[] shares = new double[60];
      int number = 0;
      for (Iterator<int[]> each = new Episodes(LABELS, 4, 3, 5, 60, 9).epoch(0); each.hasNext(); number++) {
        shares[number] = byHand(values, each.next());
      }
      double mean = IntStream.range(0, 60).mapToDouble(i -> shares[i]).average().orElseThrow();
      double variance = IntStream.range(0, 60).mapToDouble(i -> (shares[i] - mean) * (shares[i] - mean)).sum() / 59;
      assertThat(mean).isBetween(0.3, 0.9);
      assertThat(accuracy.mean()).isCloseTo(mean, within(1e-6));
      assertThat(accuracy.interval()).isCloseTo(1.96 * Math.sqrt(variance / 60), within(1e-4));
      assertThat(accuracy.kind()).isEqualTo("4-way 3-shot");
    }
  }

  /** The accuracy of an episode of four classes, three shots and five queries. */
  private static double byHand(float[] values, int[] episode) {
    int right = 0;
    for (int query = 0; query < 20; query++) {
      int best = -1;
      double nearest = Double.POSITIVE_INFINITY;
      for (int way = 0; way < 4; way++) {
        double distance = 0;
        for (int f = 0; f < 3; f++) {
          double prototype = 0;
          for (int shot = 0; shot < 3; shot++) {
            prototype += values[3 * episode[3 * way + shot] + f] / 3;
          }
          distance += Math.pow(values[3 * episode[12 + query] + f] - prototype, 2);
        }
        if (distance < nearest) {
          nearest = distance;
          best = way;
        }
      }
      right += best == query / 5 ? 1 : 0;
    }
    return right / 20.0;
  }

  @Test
  void whatCannotBeDrawnIsEmpty() {
    try (Scope scope = Scope.open()) {
      EpisodeTest test = new EpisodeTest(Tensors.rand(80, 2), LABELS);
      assertThat(test.run(11, 1, 15, 10, 0)).isEmpty();
      assertThat(test.run(5, 8, 15, 10, 0)).isEmpty();
      assertThat(test.run(10, 7, 15, 10, 0).orElseThrow().episodes()).isEqualTo(10);
      Tensor apart = Tensors.arange(10).to(dev.fovea.tensor.DType.FLOAT32).repeatInterleave(8, 0).view(80, 1);
      Accuracy perfect = new EpisodeTest(apart, LABELS).run(10, 1, 3, 10, 0).orElseThrow();
      assertThat(perfect.mean()).isEqualTo(1);
      assertThat(perfect.percent()).isEqualTo("100.00 \u00b1 0.00 %");
    }
  }
}
