package dev.fovea.train.fewshot;

import dev.fovea.data.Episodes;
import dev.fovea.data.MemoryLoader;
import dev.fovea.nn.loss.PrototypicalLoss;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Episodes over pictures that are all embedded before: what is left to compute are means and distances.
 *
 * @param embeddings (n, features)
 * @param labels the class of each
 */
record EpisodeTest(Tensor embeddings, int[] labels) {
  private static final int TOGETHER = 25;
  private static final double NORMAL_95 = 1.959964;

  /**
   * The accuracy of episodes drawn by a seed; empty where there are too few classes or pictures.
   *
   * @param most query pictures of a class; fewer where a class has fewer besides the support
   */
  Optional<Accuracy> run(int ways, int shots, int most, int episodes, long seed) {
    int[] counts = new int[Arrays.stream(labels).max().orElse(-1) + 1];
    Arrays.stream(labels).forEach(label -> counts[label]++);
    int[] large = Arrays.stream(counts).filter(count -> count > shots).sorted().toArray();
    if (large.length < ways) {
      return Optional.empty();
    }
    int queries = Math.min(most, large[0] - shots);
    Episodes drawn = new Episodes(labels, ways, shots, queries, episodes, seed);
    double[] accuracies = new double[episodes];
    int done = 0;
    for (Iterator<int[]> each = drawn.epoch(0); each.hasNext();) {
      List<int[]> some = new ArrayList<>();
      while (each.hasNext() && some.size() < TOGETHER) {
        some.add(each.next());
      }
      float[] values = Scope.run(() -> accuracies(some, ways, shots, queries)).toFloats();
      for (float value : values) {
        accuracies[done++] = value;
      }
    }
    return Optional.of(summary(ways, shots, accuracies));
  }

  /** Of several episodes (n). */
  private Tensor accuracies(List<int[]> episodes, int ways, int shots, int queries) {
    int n = episodes.size();
    int[] indices = episodes.stream().flatMapToInt(Arrays::stream).toArray();
    Tensor items = embeddings.indexSelect(0, MemoryLoader.index(indices).to(embeddings.device()))
        .unflatten(0, n, (long) ways * (shots + queries));                          // (n, ways * (shots + queries), f)
    Tensor prototypes = items.narrow(1, 0, (long) ways * shots).unflatten(1, ways, shots).mean(2);       // (n, ways, f)
    Tensor scores = PrototypicalLoss.scores(items.narrow(1, (long) ways * shots, (long) ways * queries), prototypes);
    Tensor classes = Tensors.arange(ways).repeatInterleave(queries, 0).to(embeddings.device());
    return scores.argmax(2).eq(classes).to(DType.FLOAT32).mean(1);
  }

  private static Accuracy summary(int ways, int shots, double[] accuracies) {
    double mean = Arrays.stream(accuracies).average().orElse(Double.NaN);
    double squares = Arrays.stream(accuracies).map(value -> (value - mean) * (value - mean)).sum();
    double deviation = Math.sqrt(squares / (accuracies.length - 1));
    return new Accuracy(ways, shots, accuracies.length, mean, NORMAL_95 * deviation / Math.sqrt(accuracies.length));
  }
}
