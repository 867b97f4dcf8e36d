package dev.fovea.train.gan;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.generative.FeatureClassifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Sums of noises, and what the generator makes of them.
 *
 * <p>A class's noise is the mean of those of three pictures that a classifier takes for it most surely, as Radford et
 * al. average three that they chose by eye.
 */
final class LatentArithmetic {
  private static final int EXAMPLES = 3;
  private static final int BATCH = 256;
  private static final int NEIGHBOURS = 4;
  private static final double REACH = 0.25;

  private final Tensor noise;
  private final float[] probabilities;
  private final FeatureClassifier classifier;
  private final UnaryOperator<Tensor> make;

  /**
   * What came of a sum.
   *
   * @param pictures of the three mean noises, of their sum, and of four noises near it
   * @param verdict what the classifier says of the sum's picture
   */
  record Outcome(Tensor pictures, String verdict) {}

  /** Looks at the picture of each noise (n, numbers). */
  LatentArithmetic(Tensor noise, UnaryOperator<Tensor> make, FeatureClassifier classifier) {
    this.noise = noise;
    this.classifier = classifier;
    this.make = make;
    List<Tensor> seen = new ArrayList<>();
    for (long from = 0; from < noise.size(0); from += BATCH) {
      Tensor part = noise.narrow(0, from, Math.min(BATCH, noise.size(0) - from));
      seen.add(Scope.run(() -> classifier.look(make.apply(part)).scores().softmax(1)));
    }
    this.probabilities = Tensors.cat(seen, 0).toFloats();
  }

  /** Pictures of a sum; empty where too few pictures are of one of its classes. */
  Optional<Outcome> compute(LatentSum sum) {
    Optional<Tensor> from = mean(sum.from());
    Optional<Tensor> minus = mean(sum.minus());
    Optional<Tensor> plus = mean(sum.plus());
    if (from.isEmpty() || minus.isEmpty() || plus.isEmpty()) {
      return Optional.empty();
    }
    Tensor result = from.get().sub(minus.get()).add(plus.get());                        // (1, numbers)
    Tensor near = Tensors.rand(NEIGHBOURS, noise.size(1)).mul(2 * REACH).sub(REACH).add(result);
    Tensor pictures = make.apply(Tensors.cat(List.of(from.get(), minus.get(), plus.get(), result, near), 0));
    float[] says = classifier.look(pictures.narrow(0, 3, 1)).scores().softmax(1).toFloats();
    int best = 0;
    for (int i = 1; i < says.length; i++) {
      best = says[i] > says[best] ? i : best;
    }
    return Optional.of(new Outcome(pictures,
        String.format(java.util.Locale.ROOT, "%s (%.0f %%)", classifier.classes().get(best), 100 * says[best])));
  }

  /** The mean noise (1, numbers) of the surest pictures of a class; empty where there are not three. */
  private Optional<Tensor> mean(String name) {
    int wanted = classifier.classes().indexOf(name);
    int classes = classifier.classes().size();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < noise.size(0); i++) {
      int row = i * classes;
      float own = wanted < 0 ? 0 : probabilities[row + wanted];
      boolean first = own > 0;
      for (int c = 0; c < classes && first; c++) {
        first = probabilities[row + c] <= own;
      }
      if (first) {
        order.add(i);
      }
    }
    if (order.size() < EXAMPLES) {
      return Optional.empty();
    }
    order.sort((a, b) -> Float.compare(probabilities[b * classes + wanted], probabilities[a * classes + wanted]));
    long[] chosen = order.subList(0, EXAMPLES).stream().mapToLong(Integer::longValue).toArray();
    return Optional.of(noise.indexSelect(0, Tensors.of(chosen, EXAMPLES))
        .mean(new int[] {0}, true));
  }
}
