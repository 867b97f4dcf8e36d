package dev.fovea.nn;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;

/**
 * Gives the channels of a content the means and standard deviations of a style. Huang and Belongie, Arbitrary Style
 * Transfer in Real-time with Adaptive Instance Normalization, 2017.
 */
public final class AdaIN extends Module {
  private static final int[] SPACE = {2, 3};

  private final double eps;
  private final double alpha;

  /** With eps 1e-5, at full strength. */
  public AdaIN() {
    this(1e-5, 1);
  }

  /** With a strength alpha in [0, 1]: 0 leaves the content. */
  public AdaIN(double eps, double alpha) {
    this.eps = eps;
    this.alpha = Checks.probability("AdaIN", alpha);
  }

  /** The content (batch, channels, height, width) in the style (batch, channels, any height, any width). */
  public Tensor apply(Tensor content, Tensor style) {
    return call(content, () -> {
      Tensor styled = adaIn(content, style, eps);
      return alpha == 1 ? styled : content.lerp(styled, alpha);
    });
  }

  /** (content - its mean) / its deviation x the style's deviation + the style's mean; deviations are unbiased. */
  public static Tensor adaIn(Tensor content, Tensor style, double eps) {
    return Scope.run(() -> moved(normalized(content, eps), style.mean(SPACE, true), deviation(style, eps)));
  }

  /** The normalised content moved to given means and deviations (batch, channels, 1, 1). */
  public static Tensor modulate(Tensor content, Tensor mean, Tensor deviation, double eps) {
    return Scope.run(() -> moved(normalized(content, eps), mean, deviation));
  }

  private static Tensor moved(Tensor normalized, Tensor mean, Tensor deviation) {
    return normalized.mul(deviation).add(mean);
  }

  private static Tensor normalized(Tensor x, double eps) {
    return x.sub(x.mean(SPACE, true)).div(deviation(x, eps));
  }

  private static Tensor deviation(Tensor x, double eps) {
    return x.var(SPACE, 1, true).add(eps).sqrt();
  }
}
