package dev.fovea.nn;

import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Spatially adaptive denormalisation: a normalisation whose scale and shift at each pixel come from a map of labels.
 * Park et al., Semantic Image Synthesis with Spatially-Adaptive Normalization, 2019.
 *
 * <p>State: {@code param_free_norm.*}, {@code mlp_shared.0.*}, {@code mlp_gamma.*}, {@code mlp_beta.*}.
 */
public final class Spade extends Module {
  private static final Pattern CONFIG = Pattern.compile("spade(batch|syncbatch|instance)(\\d+)x\\d+");
  private static final long HIDDEN = 128;

  private final Layer norm;
  private final Sequential shared;
  private final Conv2d gamma;
  private final Conv2d beta;

  /** Normalises {@code channels} by {@code norm}, which has no scale of its own, with square windows on the labels. */
  public Spade(Layer norm, long channels, long labels, long kernel) {
    ConvOptions same = ConvOptions.DEFAULT.padding(kernel / 2);
    this.norm = child("param_free_norm", norm);
    this.shared = child("mlp_shared", new Sequential(new Conv2d(labels, HIDDEN, kernel, same), new ReLU()));
    this.gamma = child("mlp_gamma", new Conv2d(HIDDEN, channels, kernel, same));
    this.beta = child("mlp_beta", new Conv2d(HIDDEN, channels, kernel, same));
  }

  /** From a text such as {@code spadebatch3x3} or {@code spadeinstance5x5}; {@code syncbatch} is {@code batch}. */
  public static Spade of(String config, long channels, long labels) {
    Matcher parts = CONFIG.matcher(config);
    if (!parts.matches()) {
      throw new IllegalArgumentException("Spade: expected spade<batch|syncbatch|instance><k>x<k>, got " + config);
    }
    Layer norm = parts.group(1).equals("instance")
        ? new InstanceNorm2d(channels)
        : new BatchNorm2d(channels, NormOptions.BATCH.affine(false));
    return new Spade(norm, channels, labels, Long.parseLong(parts.group(2)));
  }

  /** norm(x) (1 + gamma) + beta: x (batch, channels, height, width), labels (batch, labels, any size), resized to x. */
  public Tensor apply(Tensor x, Tensor labels) {
    return call(x, () -> {
      Tensor resized = Sampling.interpolate(labels, new long[] {x.size(2), x.size(3)}, "nearest", false);
      Tensor hidden = shared.apply(resized);
      return norm.apply(x).mul(gamma.apply(hidden).add(1)).add(beta.apply(hidden));
    });
  }
}
