package dev.fovea.train.segmentation;

import dev.fovea.data.BorderWeights;
import dev.fovea.data.PixelCounts;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * How pixels are weighed in what is made small.
 *
 * @param balance how classes are weighed against each other
 * @param balancePower the power to which balancing weights are raised: 1 for all of it, 0.5 for their square roots
 * @param classWeights a weight for each class, of 0 or more; empty for those of {@code balance}
 * @param borderWeight how much more pixels between nearly touching things weigh, see {@link BorderWeights}; 0 for not
 *     at all
 * @param borderSigma how wide such gaps are, in pixels
 * @param dice how much one minus the overlap of each class counts beside the cross-entropy; 0 for not at all
 */
public record PixelLossSpec(Balance balance, double balancePower, List<Double> classWeights, double borderWeight,
    double borderSigma, double dice) {
  /** How classes are weighed against each other. */
  public enum Balance {
    /** All alike. */
    NONE,
    /** By {@link PixelCounts#medianFrequencyWeights}. */
    MEDIAN_FREQUENCY
  }

  /** Plain cross-entropy. */
  public static final PixelLossSpec DEFAULT = new PixelLossSpec(Balance.NONE, 1, List.of(), 0, 5, 0);

  /** Checks the ranges. */
  public PixelLossSpec {
    classWeights = List.copyOf(classWeights);
    if (classWeights.stream().anyMatch(weight -> !(weight >= 0 && weight < Double.POSITIVE_INFINITY))) {
      throw new IllegalArgumentException("classWeights: expected numbers of 0 or more, got " + classWeights);
    }
    if (balance != Balance.NONE && !classWeights.isEmpty()) {
      throw new IllegalArgumentException("expected balance or classWeights, got both; leave one of them out");
    }
    if (!(balancePower >= 0 && balancePower <= 10) || !(dice >= 0 && dice < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("expected balancePower of 0 to 10 and dice of 0 or more, got " + balancePower
          + " and " + dice);
    }
    borders(borderWeight, borderSigma);
  }

  private static BorderWeights borders(double weight, double sigma) {
    return new BorderWeights(weight, sigma);
  }

  /** The weights of borders. */
  BorderWeights borders() {
    return borders(borderWeight, borderSigma);
  }

  /**
   * The loss for some classes.
   *
   * @param counts of the training masks, asked for only where needed
   */
  PixelLoss create(int classes, Supplier<PixelCounts> counts) {
    if (!classWeights.isEmpty() && classWeights.size() != classes) {
      throw new IllegalArgumentException("loss.classWeights: expected a weight for each of the " + classes
          + " classes, got " + classWeights.size());
    }
    double[] weights = new double[classes];
    Arrays.fill(weights, 1);
    if (!classWeights.isEmpty()) {
      weights = classWeights.stream().mapToDouble(Double::doubleValue).toArray();
    } else if (balance == Balance.MEDIAN_FREQUENCY) {
      weights = Arrays.stream(counts.get().medianFrequencyWeights()).map(each -> Math.pow(each, balancePower))
          .toArray();
    }
    return new PixelLoss(weights, dice);
  }
}
