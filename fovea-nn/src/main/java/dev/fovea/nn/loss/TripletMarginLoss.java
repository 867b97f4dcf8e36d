package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Tensor;

/**
 * max(0, |anchor - positive| - |anchor - negative| + margin), for vectors (n, features) or (features).
 *
 * <p>Balntas et al., Learning Local Feature Descriptors with Triplets, 2016.
 *
 * @param margin by how much the negative has to be farther than the positive
 * @param power the order of the norm
 * @param epsilon what is added to each difference before the norm
 * @param swap whether the distance from positive to negative counts where it is the smaller one
 * @param reduction how the samples become one number
 */
public record TripletMarginLoss(double margin, double power, double epsilon, boolean swap, Reduction reduction) {
  /** Checks the margin. */
  public TripletMarginLoss {
    Checks.positive("TripletMarginLoss", "margin", margin);
  }

  /** The mean over samples of Euclidean distances, without swapping. */
  public TripletMarginLoss(double margin) {
    this(margin, 2, 1e-6, false, Reduction.MEAN);
  }

  /** With a margin of 1. */
  public TripletMarginLoss() {
    this(1);
  }

  /** The loss of anchors, of what should be near to them, and of what should be far. */
  public Tensor apply(Tensor anchor, Tensor positive, Tensor negative) {
    Checks.pair("TripletMarginLoss", anchor, positive);
    Checks.pair("TripletMarginLoss", anchor, negative);
    return LossKernels.tripletMargin(anchor, positive, negative, margin, power, epsilon, swap, reduction);
  }
}
