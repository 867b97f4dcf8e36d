package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;

/**
 * What a generator and its discriminator (or critic) play for: each makes its own loss small.
 *
 * <p>Scores are raw, of any shape, higher where the critic believes in a picture; every loss is a mean over them. With
 * s(x) for a score and softplus(s) = log(1 + e^s):
 *
 * <pre>
 * kind            critic, real pictures   critic, made pictures   generator
 * minimax         softplus(-s)            softplus(s)             -softplus(s)
 * non-saturating  softplus(-s)            softplus(s)             softplus(-s)
 * least squares   (s - real)^2            (s - fake)^2            (s - goal)^2
 * hinge           max(0, 1 - s)           max(0, 1 + s)           -s
 * Wasserstein     -s                      s                       -s
 * </pre>
 *
 * <p>Labels other than 1 and 0 make the logistic kinds cross-entropies with those labels. Smoothing the real label
 * alone (0.9) keeps the critic from being too sure: Salimans et al., Improved Techniques for Training GANs, 2016.
 *
 * <pre>{@code
 * AdversarialLoss loss = new AdversarialLoss(Kind.NON_SATURATING).withRealLabel(0.9);
 * Tensor critics = loss.critic(critic.scores(real), critic.scores(fake.detach()));
 * Tensor generators = loss.generator(critic.scores(fake));
 * }</pre>
 *
 * @param kind which game
 * @param realLabel what the critic should say of real pictures: in [0, 1] for the logistic kinds, any number for least
 *     squares, 1 for the others, which have no labels
 * @param fakeLabel what it should say of made ones; 0 for the kinds without labels
 * @param goal what the generator wants least squares to say of its pictures; 1 for all other kinds
 */
public record AdversarialLoss(Kind kind, double realLabel, double fakeLabel, double goal) {
  /** The games. */
  public enum Kind {
    /** log(1 - D) from both sides. Goodfellow et al., Generative Adversarial Nets, 2014, equation 1. */
    MINIMAX,
    /** The generator makes log D large instead, whose slope is steep where it loses. Goodfellow et al., 2014. */
    NON_SATURATING,
    /** Squared distances from labels. Mao et al., Least Squares Generative Adversarial Networks, 2016. */
    LEAST_SQUARES,
    /** A margin of 1 on both sides. Lim and Ye, Geometric GAN, 2017. */
    HINGE,
    /** The distance that moving mass costs, for critics of bounded slope. Arjovsky et al., Wasserstein GAN, 2017. */
    WASSERSTEIN;

    private boolean logistic() {
      return this == MINIMAX || this == NON_SATURATING;
    }
  }

  /** Checks that the labels suit the kind. */
  public AdversarialLoss {
    if (kind.logistic() && !(realLabel >= 0 && realLabel <= 1 && fakeLabel >= 0 && fakeLabel <= 1)) {
      throw new IllegalArgumentException("AdversarialLoss: expected labels in [0, 1] for " + kind + ", got " + realLabel
          + " and " + fakeLabel);
    }
    if ((kind == Kind.HINGE || kind == Kind.WASSERSTEIN) && (realLabel != 1 || fakeLabel != 0)) {
      throw new IllegalArgumentException("AdversarialLoss: " + kind + " has no labels to change, got " + realLabel
          + " and " + fakeLabel + "; leave them at 1 and 0, or choose NON_SATURATING or LEAST_SQUARES");
    }
    if (kind != Kind.LEAST_SQUARES && goal != 1 || !Double.isFinite(realLabel + fakeLabel + goal)) {
      throw new IllegalArgumentException("AdversarialLoss: expected finite labels, and a goal of 1 for " + kind
          + ", got " + realLabel + ", " + fakeLabel + " and " + goal);
    }
  }

  /** With the labels 1 for real and 0 for made pictures. */
  public AdversarialLoss(Kind kind) {
    this(kind, 1, 0, 1);
  }

  /** A copy whose critic has another label for real pictures, such as 0.9; the generator's loss stays. */
  public AdversarialLoss withRealLabel(double label) {
    return new AdversarialLoss(kind, label, fakeLabel, goal);
  }

  /** What the critic makes small, from its scores of real and of made pictures. */
  public Tensor critic(Tensor real, Tensor fake) {
    return Scope.run(() -> real(real).add(fake(fake)));
  }

  /** The critic's part for real pictures. */
  public Tensor real(Tensor scores) {
    check(scores);
    return Scope.run(() -> switch (kind) {
      case MINIMAX, NON_SATURATING -> logistic(scores, realLabel);
      case LEAST_SQUARES -> scores.sub(realLabel).square().mean();
      case HINGE -> scores.rsub(1).relu().mean();
      case WASSERSTEIN -> scores.mean().neg();
    });
  }

  /** The critic's part for made pictures. */
  public Tensor fake(Tensor scores) {
    check(scores);
    return Scope.run(() -> switch (kind) {
      case MINIMAX, NON_SATURATING -> logistic(scores, fakeLabel);
      case LEAST_SQUARES -> scores.sub(fakeLabel).square().mean();
      case HINGE -> scores.add(1).relu().mean();
      case WASSERSTEIN -> scores.mean();
    });
  }

  /** What the generator makes small, from the critic's scores of its pictures. */
  public Tensor generator(Tensor scores) {
    check(scores);
    return Scope.run(() -> switch (kind) {
      case MINIMAX -> scores.softplus().mean().neg();
      case NON_SATURATING -> scores.neg().softplus().mean();
      case LEAST_SQUARES -> scores.sub(goal).square().mean();
      case HINGE, WASSERSTEIN -> scores.mean().neg();
    });
  }

  /** -label log D - (1 - label) log(1 - D), where D is the sigmoid of the score. */
  private static Tensor logistic(Tensor scores, double label) {
    Tensor labels = Tensors.emptyLike(scores.detach()).fill_(label);
    return LossKernels.binaryCrossEntropyWithLogits(scores, labels, null, null, Reduction.MEAN);
  }

  private static void check(Tensor scores) {
    Checks.floating("AdversarialLoss", "score", scores);
    if (scores.numel() == 0) {
      throw new TensorException("AdversarialLoss: expected at least one score, got "
          + scores.describe());
    }
  }
}
