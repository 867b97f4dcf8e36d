package dev.fovea.models.classification;

import dev.fovea.models.classification.EfficientNet.Config;
import dev.fovea.models.classification.EfficientNet.Stages;

/**
 * How large an EfficientNet is: one coefficient phi scales depth by 1.2^phi, width by 1.1^phi and resolution by 1.15^phi
 * (Tan and Le, 2019, equation 3), so that the cost about doubles with each unit of phi.
 *
 * <p>The published networks are this rule with factors that the authors rounded, ever more generously in width and less
 * so in depth as the networks grow; {@link #published} gives theirs.
 */
public final class EfficientNetSizes {
  /** Growth of depth, width and resolution for one unit of phi: the paper's alpha, beta and gamma. */
  static final double ALPHA = 1.2;
  static final double BETA = 1.1;
  static final double GAMMA = 1.15;

  /** The networks of the paper, under their names in the registry. */
  public static final Config B0 = published(1, 1, 224, 0.2);
  public static final Config B1 = published(1, 1.1, 240, 0.2);
  public static final Config B2 = published(1.1, 1.2, 260, 0.3);
  public static final Config B3 = published(1.2, 1.4, 300, 0.3);
  public static final Config B4 = published(1.4, 1.8, 380, 0.4);
  public static final Config B5 = slowNorm(published(1.6, 2.2, 456, 0.4));
  public static final Config B6 = slowNorm(published(1.8, 2.6, 528, 0.5));
  public static final Config B7 = slowNorm(published(2, 3.1, 600, 0.5));
  public static final Config L2 = slowNorm(published(4.3, 5.3, 800, 0.5));
  public static final Config V2_S = version2(Stages.V2_S, 384, 0.2);
  public static final Config V2_M = version2(Stages.V2_M, 480, 0.3);
  public static final Config V2_L = version2(Stages.V2_L, 480, 0.4);

  private EfficientNetSizes() {}

  /**
   * The network of a compound coefficient.
   *
   * @param phi 0 for B0, and about k - 1 for Bk; fractions and numbers below 0 work too
   */
  public static Config compound(double phi) {
    int side = (int) Math.round(224 * Math.pow(GAMMA, phi));
    double dropout = Math.max(0, Math.min(0.5, 0.2 + 0.05 * phi));
    return published(Math.pow(BETA, phi), Math.pow(ALPHA, phi), side, dropout);
  }

  private static Config published(double widthMult, double depthMult, int imageSize, double dropout) {
    return new Config(Stages.V1, widthMult, depthMult, imageSize, dropout, 0.2, 1000, 1e-5, 0.1, 3);
  }

  private static Config slowNorm(Config c) {
    return new Config(c.stages(), c.widthMult(), c.depthMult(), c.imageSize(), c.dropout(), c.stochasticDepthProb(),
        c.numClasses(), 1e-3, 0.01, c.inChannels());
  }

  private static Config version2(Stages stages, int imageSize, double dropout) {
    return new Config(stages, 1, 1, imageSize, dropout, 0.2, 1000, 1e-3, 0.1, 3);
  }
}
