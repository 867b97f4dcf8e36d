package dev.fovea.train.gan;

import dev.fovea.nn.loss.AdversarialLoss;
import dev.fovea.nn.loss.GradientPenalty;

/**
 * Which game the two networks play.
 *
 * @param kind of loss, see {@link AdversarialLoss}
 * @param realLabel what the critic should say of real pictures; 0.9 smooths it (minimax, non-saturating, least squares)
 * @param criticSteps steps of the critic, each on a batch of its own, for one of the generator
 * @param penalty weight of the gradient penalty between real and made pictures; 0 for none, 10 for WGAN-GP
 * @param r1 gamma of the R1 penalty on real pictures; 0 for none
 * @param r1Every critic steps between those that have the R1 penalty, which then counts as often more
 */
public record GanLossSpec(AdversarialLoss.Kind kind, double realLabel, int criticSteps, double penalty, double r1,
    int r1Every) {
  /** The non-saturating game, step by step, without penalties. */
  public static final GanLossSpec DEFAULT =
      new GanLossSpec(AdversarialLoss.Kind.NON_SATURATING, 1, 1, 0, 0, 16);

  /** Checks the ranges. */
  public GanLossSpec {
    new AdversarialLoss(kind).withRealLabel(realLabel);
    new GradientPenalty(penalty, 1);
    if (criticSteps < 1 || r1Every < 1 || !(r1 >= 0)) {
      throw new IllegalArgumentException("expected criticSteps and r1Every of 1 or more and r1 of 0 or more, got "
          + criticSteps + ", " + r1Every + " and " + r1);
    }
  }

  /** The losses of both networks. */
  AdversarialLoss create() {
    return new AdversarialLoss(kind).withRealLabel(realLabel);
  }
}
