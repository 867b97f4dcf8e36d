package dev.fovea.train.classification;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of a short training.
 *
 * @param network its name in the registry
 * @param data what it learned from
 * @param parameters values that learn
 * @param input channels, height and width of the pictures: {@code 1x32x32}
 * @param steps batches that it learned from
 * @param batchSize pictures in a step
 * @param precision {@code fp32} or {@code bf16}
 * @param firstLoss mean training loss of the first logged steps
 * @param lastLoss mean training loss of the last logged steps
 * @param accuracy part of the test pictures that are named right, 0 to 1
 * @param classes how many there are
 * @param stepMilliseconds the median time of a step, with its data and without evaluation
 * @param processorMilliseconds the mean processor time of a step, of all threads together; waiting for other programs
 *     or for a graphics card does not count
 * @param seconds of the whole training, with evaluation
 * @param losses mean training losses of equally many steps each, in order
 */
public record TrialResult(String network, String data, long parameters, String input, long steps, int batchSize,
    String precision, double firstLoss, double lastLoss, double accuracy, int classes, double stepMilliseconds,
    double processorMilliseconds, double seconds, List<Double> losses) {
  private static final double TIMES_CHANCE = 3;

  /** Copies the losses. */
  public TrialResult {
    losses = List.copyOf(losses);
  }

  /** The accuracy of guessing among all classes alike. */
  public double chance() {
    return 1.0 / classes;
  }

  /** The least accuracy of a network that learns: three times chance, or half way from chance to 1 if that is less. */
  public double leastAccuracy() {
    return Math.min(TIMES_CHANCE / classes, (1 + chance()) / 2);
  }

  /** Why this shows no learning, as a sentence; empty where the loss fell and the accuracy is far above chance. */
  public Optional<String> failure() {
    if (!(lastLoss < firstLoss)) {
      return Optional.of(String.format(Locale.ROOT, "%s does not learn: its loss went from %.3f to %.3f in %d steps",
          network, firstLoss, lastLoss, steps));
    }
    if (!(accuracy >= leastAccuracy())) {
      return Optional.of(String.format(Locale.ROOT,
          "%s hardly learns: accuracy %.1f %% after %d steps, expected %.1f %% or more where chance is %.1f %%",
          network, 100 * accuracy, steps, 100 * leastAccuracy(), 100 * chance()));
    }
    return Optional.empty();
  }
}
