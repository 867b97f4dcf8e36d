package dev.fovea.models.transformers;

import dev.fovea.models.AdaptsState;
import dev.fovea.models.HasLayouts;
import dev.fovea.models.StateLayout;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.Fields;
import dev.fovea.models.layers.TransformerInit;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.nn.ReLU;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.StochasticDepth;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CrossViT: small and large patches in two branches, whose class tokens look at each other's patches.
 *
 * <p>Chen, Fan and Panda, CrossViT: Cross-Attention Multi-Scale Vision Transformer for Image Classification, 2021,
 * figures 2 and 4, in IBM's layout. A class token alone asks, so that the fusion's cost is linear in the number of
 * patches.
 *
 * <pre>{@code
 * Tensor scores = new CrossVit(CrossVit.TINY).apply(images);   // (n, 3, 224, 224) to (n, 1000)
 * }</pre>
 */
public final class CrossVit extends Layer implements AdaptsState, HasLayouts {
  /** {@code crossvit_tiny_224} of the paper's table 1. */
  public static final Config TINY = of(List.of(96, 192), List.of(1, 4, 0), 3, 4, false);
  /** {@code crossvit_small_224}. */
  public static final Config SMALL = of(List.of(192, 384), List.of(1, 4, 0), 6, 4, false);
  /** {@code crossvit_base_224}. */
  public static final Config BASE = of(List.of(384, 768), List.of(1, 4, 0), 12, 4, false);
  /** {@code crossvit_9_224}. */
  public static final Config NINE = of(List.of(128, 256), List.of(1, 3, 0), 4, 3, false);
  /** {@code crossvit_15_224}. */
  public static final Config FIFTEEN = of(List.of(192, 384), List.of(1, 5, 0), 6, 3, false);
  /** {@code crossvit_18_224}. */
  public static final Config EIGHTEEN = of(List.of(224, 448), List.of(1, 6, 0), 7, 3, false);
  /** {@code crossvit_9_dagger_224}: patches by three convolutions. */
  public static final Config NINE_DAGGER = of(List.of(128, 256), List.of(1, 3, 0), 4, 3, true);
  /** {@code crossvit_15_dagger_224}. */
  public static final Config FIFTEEN_DAGGER = of(List.of(192, 384), List.of(1, 5, 0), 6, 3, true);
  /** {@code crossvit_18_dagger_224}. */
  public static final Config EIGHTEEN_DAGGER = of(List.of(224, 448), List.of(1, 6, 0), 7, 3, true);

  private static final double EPS = 1e-6;

  /**
   * The shape of a CrossViT; lists have an entry for each of the two branches.
   *
   * @param imgSize side to which each branch resizes the picture
   * @param patchSize side of a patch in pixels
   * @param inChans channels of the pictures
   * @param numClasses length of the scores; 0 for the class tokens, one after the other
   * @param embedDim width of the tokens
   * @param depth for each multi-scale block: blocks of each branch, and blocks of the fusion, 0 meaning one
   * @param numHeads attention heads
   * @param mlpRatio width inside the multi-layer perceptrons by that of the tokens, of each branch; the
   *     reference's third number, for the fusion, which has none, is not used
   * @param qkvBias whether queries, keys and values have biases
   * @param qkScale factor on the scores of the fusions, or null for 1 / sqrt(width of a head)
   * @param dropRate probability that an activation is dropped in training
   * @param attnDropRate probability that an attention weight is dropped in training
   * @param dropPathRate probability that the last block's branches are dropped in training; less before it
   * @param multiConv whether patches are made by three convolutions
   */
  public record Config(List<Integer> imgSize, List<Integer> patchSize, int inChans, int numClasses,
      List<Integer> embedDim, List<List<Integer>> depth, List<Integer> numHeads, List<Double> mlpRatio,
      boolean qkvBias, @Nullable Double qkScale, double dropRate, double attnDropRate, double dropPathRate,
      boolean multiConv) {
    /** Checks that there are two branches that fit. */
    public Config {
      for (Map.Entry<String, List<?>> each : Map.<String, List<?>>of("img_size", imgSize, "patch_size", patchSize,
          "embed_dim", embedDim, "num_heads", numHeads).entrySet()) {
        if (each.getValue().size() != 2 || each.getValue().stream().anyMatch(value -> (Integer) value < 1)) {
          throw new IllegalArgumentException(each.getKey() + ": expected one number of 1 or more for each of the two"
              + " branches, got " + each.getValue());
        }
      }
      for (int i = 0; i < 2; i++) {
        if (imgSize.get(i) % patchSize.get(i) != 0) {
          throw new IllegalArgumentException("img_size: expected multiples of patch_size " + patchSize + ", got "
              + imgSize);
        }
        if (embedDim.get(i) % numHeads.get(i) != 0) {
          throw new IllegalArgumentException("num_heads: expected divisors of embed_dim " + embedDim + ", got "
              + numHeads);
        }
        if (multiConv && patchSize.get(i) != 12 && patchSize.get(i) != 16) {
          throw new IllegalArgumentException("patch_size: expected 12 or 16 with multi_conv, got " + patchSize);
        }
      }
      if (depth.isEmpty() || depth.stream().anyMatch(each -> each.size() != 3 || each.stream().anyMatch(n -> n < 0))) {
        throw new IllegalArgumentException("depth: expected three numbers of 0 or more for each multi-scale block, got "
            + depth);
      }
      if (mlpRatio.size() < 2 || inChans < 1 || numClasses < 0) {
        throw new IllegalArgumentException("mlp_ratio, in_chans, num_classes: expected two or three numbers, 1 or more"
            + " and 0 or more, got " + mlpRatio + ", " + inChans + " and " + numClasses);
      }
    }

    private int patches(int branch) {
      int side = imgSize.get(branch) / patchSize.get(branch);
      return side * side;
    }
  }

  private static Config of(List<Integer> widths, List<Integer> depth, int heads, double mlpRatio, boolean multiConv) {
    return new Config(List.of(240, 224), List.of(12, 16), 3, 1000, widths, List.of(depth, depth, depth),
        List.of(heads, heads), List.of(mlpRatio, mlpRatio, 1.0), true, null, 0, 0, 0, multiConv);
  }

  private final Config config;
  private final List<Embedding> patchEmbed = new ArrayList<>();
  private final List<Tensor> positions = new ArrayList<>();
  private final List<Tensor> classTokens = new ArrayList<>();
  private final Dropout posDrop;
  private final List<CrossVitBlock> blocks = new ArrayList<>();
  private final List<LayerNorm> norms = new ArrayList<>();
  private final List<Linear> heads = new ArrayList<>();

  /** With truncated normal weights of deviation 0.02. */
  public CrossVit(Config config) {
    this.config = config;
    Numbered embeddings = child("patch_embed", new Numbered());
    Numbered places = child("pos_embed", new Numbered());
    Numbered tokens = child("cls_token", new Numbered());
    for (int i = 0; i < 2; i++) {
      patchEmbed.add(embeddings.part(i, new Embedding(config, i)));
      positions.add(places.value(i, TransformerInit.normal(1, 1 + config.patches(i), config.embedDim.get(i))));
      classTokens.add(tokens.value(i, TransformerInit.normal(1, 1, config.embedDim.get(i))));
    }
    this.posDrop = child("pos_drop", new Dropout(config.dropRate));
    int all = config.depth.stream().mapToInt(CrossVit::deepest).sum();
    double[] drops = StochasticDepth.linearDecay(all, 0, config.dropPathRate);
    Numbered scales = child("blocks", new Numbered());
    int first = 0;
    for (int i = 0; i < config.depth.size(); i++) {
      int next = first + deepest(config.depth.get(i));
      blocks.add(scales.part(i, new CrossVitBlock(config, config.depth.get(i),
          Arrays.copyOfRange(drops, first, next))));
      first = next;
    }
    Numbered ends = child("norm", new Numbered());
    Numbered scores = child("head", new Numbered());
    for (int i = 0; i < 2; i++) {
      norms.add(ends.part(i, LayerNorm.withEps(EPS, config.embedDim.get(i))));
      if (config.numClasses > 0) {
        heads.add(scores.part(i, new Linear(config.embedDim.get(i), config.numClasses)));
      }
    }
    TransformerInit.linear(this);
  }

  /** How many of the drop-path probabilities a multi-scale block takes. */
  private static int deepest(List<Integer> depth) {
    return Math.max(depth.get(0), depth.get(1)) + depth.get(2);
  }

  /** Scores (n, classes) of pictures (n, channels, height, width), which each branch resizes to its side. */
  @Override
  protected Tensor forward(Tensor x) {
    if (x.dim() != 4 || x.size(1) != config.inChans) {
      throw new TensorException("CrossViT: expected pictures (n, " + config.inChans + ", height, width), got "
          + x.describe() + "; convert them or set in_chans");
    }
    List<Tensor> branches = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      branches.add(tokens(x, i));                                            // (n, 1 + patches, width)
    }
    for (CrossVitBlock block : blocks) {
      branches = block.apply(branches);
    }
    List<Tensor> scores = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Tensor token = norms.get(i).apply(branches.get(i).select(1, 0));       // (n, width)
      scores.add(heads.isEmpty() ? token : heads.get(i).apply(token));       // (n, classes)
    }
    return heads.isEmpty() ? Tensors.cat(scores, 1) : scores.get(0).add(scores.get(1)).mul(0.5);
  }

  private Tensor tokens(Tensor x, int branch) {
    long side = config.imgSize.get(branch);
    Tensor sized = x.size(2) == side && x.size(3) == side ? x
        : Sampling.interpolate(x, new long[] {side, side}, "bicubic", false);
    Tensor patches = Fields.toTokens(patchEmbed.get(branch).apply(sized));
    Tensor token = classTokens.get(branch).expand(x.size(0), -1, -1);
    return posDrop.apply(Tensors.cat(List.of(token, patches), 1).add(positions.get(branch)));
  }

  /** timm's names: lists of parameters are single ones whose names end in a number. */
  @Override
  public List<StateLayout> layouts() {
    return List.of(StateLayout.of("timm").rename("(pos_embed|cls_token)\\.(\\d)", "$1_$2"));
  }

  /** Position embeddings of branches for other sides are resized. */
  @Override
  public Map<String, Tensor> adaptState(Map<String, Tensor> state) {
    Map<String, Tensor> adapted = new LinkedHashMap<>(state);
    for (int i = 0; i < 2; i++) {
      long side = config.imgSize.get(i) / config.patchSize.get(i);
      adapted.computeIfPresent("pos_embed." + i, (name, value) ->
          PositionEmbeddings.fitted(value, 1, new long[] {side, side}, PositionEmbeddings.Resampling.PLAIN));
    }
    return adapted;
  }

  /** Patches by one convolution, or by three with ReLU between them (the paper's dagger, section 4.1). */
  private static final class Embedding extends Layer {
    private final Layer proj;

    Embedding(Config config, int branch) {
      int width = config.embedDim.get(branch);
      int patch = config.patchSize.get(branch);
      this.proj = child("proj", config.multiConv ? new Sequential(
          new Conv2d(config.inChans, width / 4, 7, ConvOptions.stride(4).padding(3)), new ReLU(),
          new Conv2d(width / 4, width / 2, 3, patch == 12 ? ConvOptions.stride(3) : ConvOptions.stride(2).padding(1)),
          new ReLU(),
          new Conv2d(width / 2, width, 3, ConvOptions.stride(patch == 12 ? 1 : 2).padding(1)))
          : new Conv2d(config.inChans, width, patch, ConvOptions.stride(patch)));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return Chain.of(x, proj, Fields::ofMaps);
    }
  }
}
