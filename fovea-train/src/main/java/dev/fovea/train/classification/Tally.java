package dev.fovea.train.classification;

import dev.fovea.models.HasAlternativeScores;
import dev.fovea.nn.Layer;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Gathers a {@link ClassificationResult} batch by batch. */
final class Tally {
  private static final int MISTAKES = 24;

  private final int classes;
  private final long[][] confusion;
  private final PriorityQueue<ClassificationResult.Mistake> mistakes =
      new PriorityQueue<>(Comparator.comparingDouble(ClassificationResult.Mistake::probability));
  private final Map<String, Long> alternatives = new LinkedHashMap<>();
  private int samples;
  private double loss;
  private long top5;

  Tally(int classes) {
    this.classes = classes;
    this.confusion = new long[classes][classes];
  }

  /** Adds what a network in evaluation mode says of pictures (n, channels, height, width) of right classes (n). */
  void add(Layer model, Tensor images, Tensor labels) {
    if (model instanceof HasAlternativeScores several) {
      HasAlternativeScores.Scores scores = several.alternativeScores(images);
      add(scores.logits(), labels);
      scores.alternatives().forEach((name, logits) -> {
        try (Scope scope = Scope.open()) {
          alternatives.merge(name, logits.argmax(1).eq(labels).sum().itemLong(), Long::sum);
        }
      });
    } else {
      add(model.apply(images), labels);
    }
  }

  /** Adds scores (n, classes) and right classes (n). */
  void add(Tensor scores, Tensor labels) {
    try (Scope scope = Scope.open()) {
      Tensor plain = scores.detach().to(DType.FLOAT32);
      loss += LossKernels.crossEntropy(plain, labels, null, LossKernels.Reduction.SUM, -100, 0).item();
      Tensor probabilities = plain.softmax(-1);
      var best = probabilities.max(1);
      long[] predicted = best.indices().toLongs();
      double[] sure = best.values().toDoubles();
      long[] right = labels.toLongs();
      double[] rightSure = probabilities.gather(1, labels.reshape(-1, 1)).toDoubles();
      int among = Math.min(5, classes);
      top5 += plain.topk(among, 1).indices().eq(labels.reshape(-1, 1)).sum().itemLong();
      for (int i = 0; i < right.length; i++) {
        confusion[(int) right[i]][(int) predicted[i]]++;
        if (right[i] != predicted[i]) {
          mistakes.add(new ClassificationResult.Mistake(samples + i, (int) right[i], (int) predicted[i], sure[i],
              rightSure[i]));
          if (mistakes.size() > MISTAKES) {
            mistakes.poll();
          }
        }
      }
      samples += right.length;
    }
  }

  ClassificationResult result() {
    long correct = 0;
    for (int i = 0; i < classes; i++) {
      correct += confusion[i][i];
    }
    List<ClassificationResult.Mistake> worst = new ArrayList<>(mistakes);
    worst.sort(Comparator.comparingDouble(ClassificationResult.Mistake::probability).reversed());
    Map<String, Double> others = new LinkedHashMap<>();
    alternatives.forEach((name, right) -> others.put(name, (double) right / samples));
    return new ClassificationResult(samples, loss / samples, (double) correct / samples, (double) top5 / samples,
        others, confusion, List.copyOf(worst));
  }
}
