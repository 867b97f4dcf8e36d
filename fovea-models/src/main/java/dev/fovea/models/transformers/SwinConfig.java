package dev.fovea.models.transformers;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a Swin classifier, under Microsoft's argument names; {@link Torchvision} has torchvision's.
 *
 * @param imgSize side of the pictures, or height and width; windows are no larger than a stage's maps for it
 * @param patchSize side of a patch in pixels
 * @param inChans channels of the pictures
 * @param numClasses length of the scores; 0 for means of the last maps
 * @param embedDim channels of the first stage; they double from stage to stage
 * @param depths blocks of each stage
 * @param numHeads attention heads of each stage
 * @param windowSize side of a window in patches
 * @param mlpRatio width inside the multi-layer perceptrons by that of the tokens
 * @param qkvBias whether queries, keys and values have biases
 * @param qkScale factor on the scores, or null for 1 / sqrt(width of a head)
 * @param dropRate probability that an activation is dropped in training
 * @param attnDropRate probability that an attention weight is dropped in training
 * @param dropPathRate probability that the last block's branches are dropped in training; less before it
 * @param ape whether each place of the picture has a position embedding
 * @param patchNorm whether patches are normalised
 */
public record SwinConfig(List<Integer> imgSize, int patchSize, int inChans, int numClasses, int embedDim,
    List<Integer> depths, List<Integer> numHeads, int windowSize, double mlpRatio, boolean qkvBias,
    @Nullable Double qkScale, double dropRate, double attnDropRate, double dropPathRate, boolean ape,
    boolean patchNorm) {
  /** Swin-T of the paper's section 3.3. */
  public static final SwinConfig TINY = of(224, 7, 96, List.of(2, 2, 6, 2), List.of(3, 6, 12, 24));
  /** Swin-S. */
  public static final SwinConfig SMALL = of(224, 7, 96, List.of(2, 2, 18, 2), List.of(3, 6, 12, 24));
  /** Swin-B. */
  public static final SwinConfig BASE = of(224, 7, 128, List.of(2, 2, 18, 2), List.of(4, 8, 16, 32));
  /** Swin-B for pictures of 384 pixels. */
  public static final SwinConfig BASE_384 = of(384, 12, 128, List.of(2, 2, 18, 2), List.of(4, 8, 16, 32));
  /** Swin-L. */
  public static final SwinConfig LARGE = of(224, 7, 192, List.of(2, 2, 18, 2), List.of(6, 12, 24, 48));
  /** Swin-L for pictures of 384 pixels. */
  public static final SwinConfig LARGE_384 = of(384, 12, 192, List.of(2, 2, 18, 2), List.of(6, 12, 24, 48));

  /** Checks that the parts fit. */
  public SwinConfig {
    imgSize = List.copyOf(imgSize);
    depths = List.copyOf(depths);
    numHeads = List.copyOf(numHeads);
    if (patchSize < 1 || inChans < 1 || embedDim < 1 || windowSize < 1 || !(mlpRatio > 0) || numClasses < 0) {
      throw new IllegalArgumentException("patch_size, in_chans, embed_dim, window_size, mlp_ratio: expected more than 0"
          + " and num_classes 0 or more, got " + patchSize + ", " + inChans + ", " + embedDim + ", " + windowSize + ", "
          + mlpRatio + " and " + numClasses);
    }
    int least = patchSize;
    if (imgSize.isEmpty() || imgSize.size() > 2 || imgSize.stream().anyMatch(side -> side < least)) {
      throw new IllegalArgumentException("img_size: expected one side, or height and width, of " + patchSize
          + " (patch_size) or more, got " + imgSize);
    }
    if (depths.isEmpty() || depths.size() != numHeads.size() || depths.stream().anyMatch(depth -> depth < 1)) {
      throw new IllegalArgumentException("depths, num_heads: expected as many of each, 1 or more, got " + depths
          + " and " + numHeads);
    }
    for (int i = 0; i < numHeads.size(); i++) {
      if (numHeads.get(i) < 1 || (embedDim << i) % numHeads.get(i) != 0) {
        throw new IllegalArgumentException("num_heads: expected divisors of " + (embedDim << i) + " channels in stage "
            + i + ", got " + numHeads);
      }
    }
  }

  private static SwinConfig of(int side, int window, int embedDim, List<Integer> depths, List<Integer> heads) {
    return new SwinConfig(List.of(side), 4, 3, 1000, embedDim, depths, heads, window, 4, true, null, 0, 0, 0.1, false,
        true);
  }

  /** Height of the pictures. */
  int height() {
    return imgSize.get(0);
  }

  /** Width of the pictures. */
  int width() {
    return imgSize.get(imgSize.size() - 1);
  }

  /** Patches below each other. */
  int rows() {
    return height() / patchSize;
  }

  /** Patches beside each other. */
  int columns() {
    return width() / patchSize;
  }

  /** Channels of each stage. */
  List<Integer> channels() {
    return IntStream.range(0, depths.size()).map(stage -> embedDim << stage).boxed().toList();
  }

  /**
   * The same under torchvision's argument names, for {@code swin_t} as for {@code swin_v2_t}.
   *
   * @param patchSize side of a patch, or height and width, which must be equal
   * @param embedDim channels of the first stage
   * @param depths blocks of each stage
   * @param numHeads attention heads of each stage
   * @param windowSize side of a window, or height and width, which must be equal
   * @param mlpRatio width inside the multi-layer perceptrons by that of the tokens
   * @param dropout probability that an activation is dropped in training
   * @param attentionDropout probability that an attention weight is dropped in training
   * @param stochasticDepthProb probability that the last block's branches are dropped in training
   * @param numClasses length of the scores
   * @param inChannels channels of the pictures
   */
  public record Torchvision(List<Integer> patchSize, int embedDim, List<Integer> depths, List<Integer> numHeads,
      List<Integer> windowSize, double mlpRatio, double dropout, double attentionDropout, double stochasticDepthProb,
      int numClasses, int inChannels) {
    /** {@code swin_t}. */
    public static final Torchvision SWIN_T = of(SwinConfig.TINY, 7, 0.2);
    /** {@code swin_s}. */
    public static final Torchvision SWIN_S = of(SwinConfig.SMALL, 7, 0.3);
    /** {@code swin_b}. */
    public static final Torchvision SWIN_B = of(SwinConfig.BASE, 7, 0.5);
    /** {@code swin_v2_t}. */
    public static final Torchvision SWIN_V2_T = of(SwinConfig.TINY, 8, 0.2);
    /** {@code swin_v2_s}. */
    public static final Torchvision SWIN_V2_S = of(SwinConfig.SMALL, 8, 0.3);
    /** {@code swin_v2_b}. */
    public static final Torchvision SWIN_V2_B = of(SwinConfig.BASE, 8, 0.5);

    /** Checks that patches and windows are squares, and that the parts fit. */
    public Torchvision {
      patchSize = List.copyOf(patchSize);
      windowSize = List.copyOf(windowSize);
      new SwinConfig(List.of(square("patch_size", patchSize)), patchSize.get(0), inChannels, numClasses, embedDim,
          depths, numHeads, square("window_size", windowSize), mlpRatio, true, null, dropout, attentionDropout,
          stochasticDepthProb, false, true);
    }

    private static int square(String name, List<Integer> sides) {
      if (sides.isEmpty() || sides.size() > 2 || !sides.get(0).equals(sides.get(sides.size() - 1))) {
        throw new IllegalArgumentException(name + ": expected one side or two equal ones, got " + sides);
      }
      return sides.get(0);
    }

    private static Torchvision of(SwinConfig paper, int window, double depthDrop) {
      return new Torchvision(List.of(4, 4), paper.embedDim, paper.depths, paper.numHeads, List.of(window, window), 4, 0,
          0, depthDrop, 1000, 3);
    }

    /** The same network under the other names, whose size of pictures does not matter. */
    SwinConfig config() {
      return new SwinConfig(List.of(patchSize.get(0)), patchSize.get(0), inChannels, numClasses,
          embedDim, depths, numHeads, windowSize.get(0), mlpRatio, true, null, dropout, attentionDropout,
          stochasticDepthProb, false, true);
    }
  }
}
