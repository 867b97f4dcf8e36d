package dev.fovea.models.transformers;

import dev.fovea.models.FeaturePyramid;
import dev.fovea.models.HasLayouts;
import dev.fovea.models.StateLayout;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.Fields;
import dev.fovea.models.layers.PatchEmbed;
import dev.fovea.models.layers.TransformerBlock;
import dev.fovea.models.layers.TransformerInit;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.GELU;
import dev.fovea.nn.Identity;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.nn.ReLU;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.StochasticDepth;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * PVT v2: overlapping patches, a depthwise convolution in place of position embeddings, and attention to a pooled map
 * of fixed size where its cost shall be linear.
 *
 * <p>Wang et al., PVT v2: Improved Baselines with Pyramid Vision Transformer, 2021, figures 1 and 2 and table 1, in the
 * authors' layout.
 *
 * <pre>{@code
 * Tensor scores = new PvtV2(PvtV2.PVT_V2_B2_LI).apply(images);   // (n, 3, h, w) to (n, 1000)
 * }</pre>
 */
public final class PvtV2 extends Layer implements FeaturePyramid, HasLayouts {
  private static final List<Integer> WIDE = List.of(64, 128, 320, 512);
  private static final List<Double> RATIOS = List.of(8.0, 8.0, 4.0, 4.0);

  /** {@code pvt_v2_b0}. */
  public static final Config PVT_V2_B0 = Config.of(List.of(32, 64, 160, 256), RATIOS, false, 2, 2, 2, 2);
  /** {@code pvt_v2_b1}. */
  public static final Config PVT_V2_B1 = Config.of(WIDE, RATIOS, false, 2, 2, 2, 2);
  /** {@code pvt_v2_b2}. */
  public static final Config PVT_V2_B2 = Config.of(WIDE, RATIOS, false, 3, 4, 6, 3);
  /** {@code pvt_v2_b2_li}, of linear cost. */
  public static final Config PVT_V2_B2_LI = Config.of(WIDE, RATIOS, true, 3, 4, 6, 3);
  /** {@code pvt_v2_b3}. */
  public static final Config PVT_V2_B3 = Config.of(WIDE, RATIOS, false, 3, 4, 18, 3);
  /** {@code pvt_v2_b4}. */
  public static final Config PVT_V2_B4 = Config.of(WIDE, RATIOS, false, 3, 8, 27, 3);
  /** {@code pvt_v2_b5}. */
  public static final Config PVT_V2_B5 = Config.of(WIDE, List.of(4.0, 4.0, 4.0, 4.0), false, 3, 6, 40, 3);

  /**
   * The shape of a PVT v2; lists have a value a stage.
   *
   * @param imgSize usual side of the pictures in pixels; others work as well
   * @param patchSize not used, as in the authors' code: windows are 7 pixels with stride 4, then 3 with stride 2
   * @param inChans channels of the pictures
   * @param numClasses length of the scores; 0 for the mean of the tokens itself
   * @param embedDims widths of the tokens
   * @param numHeads attention heads, which divide the widths
   * @param mlpRatios widths inside the multi-layer perceptrons, in widths
   * @param qkvBias whether queries, keys and values have a bias
   * @param qkScale factor on the scores of attention, or null for 1 / sqrt(width of a head)
   * @param dropRate probability that an activation is dropped in training
   * @param attnDropRate probability that an attention weight is dropped in training
   * @param dropPathRate probability that the last block's branches are dropped in training, rising from 0
   * @param depths blocks
   * @param srRatios how many times fewer rows and columns the keys have
   * @param linear whether the keys are 7 x 7 means instead, whatever the size
   */
  public record Config(int imgSize, int patchSize, int inChans, int numClasses, List<Integer> embedDims,
      List<Integer> numHeads, List<Double> mlpRatios, boolean qkvBias, @Nullable Double qkScale, double dropRate,
      double attnDropRate, double dropPathRate, List<Integer> depths, List<Integer> srRatios, boolean linear) {
    /** Checks that the sizes fit. */
    public Config {
      embedDims = List.copyOf(embedDims);
      numHeads = List.copyOf(numHeads);
      mlpRatios = List.copyOf(mlpRatios);
      depths = List.copyOf(depths);
      srRatios = List.copyOf(srRatios);
      PyramidChecks.sizes(imgSize, patchSize, inChans, numClasses);
      PyramidChecks.stages(embedDims, numHeads, mlpRatios, depths, srRatios);
    }

    private static Config of(List<Integer> embedDims, List<Double> mlpRatios, boolean linear, Integer... depths) {
      return new Config(224, 4, 3, 1000, embedDims, List.of(1, 2, 5, 8), mlpRatios, true, null, 0, 0, 0,
          List.of(depths), List.of(8, 4, 2, 1), linear);
    }
  }

  private static final double EPS = 1e-6;
  private static final int POOLED = 7;
  private static final StateLayout TIMM = timm();

  private final Config config;
  private final List<Layer[]> stages = new ArrayList<>();
  private final Layer head;

  /** With weights as the authors start them. */
  public PvtV2(Config config) {
    this.config = config;
    int total = config.depths.stream().mapToInt(Integer::intValue).sum();
    double[] drops = StochasticDepth.linearDecay(total, 0, config.dropPathRate);
    int first = 0;
    for (int i = 0; i < 4; i++) {
      int width = config.embedDims.get(i);
      PatchEmbed patchEmbed = child("patch_embed" + (i + 1), i == 0
          ? new PatchEmbed(config.inChans, width, 7, ConvOptions.stride(4).padding(3), new LayerNorm(width))
          : new PatchEmbed(config.embedDims.get(i - 1), width, 3, ConvOptions.stride(2).padding(1),
              new LayerNorm(width)));
      List<Layer> blocks = new ArrayList<>();
      for (int j = 0; j < config.depths.get(i); j++) {
        blocks.add(block(i, drops[first + j]));
      }
      first += blocks.size();
      Sequential block = child("block" + (i + 1), new Sequential(blocks));
      stages.add(new Layer[] {patchEmbed, block, child("norm" + (i + 1), LayerNorm.withEps(EPS, width))});
    }
    int last = config.embedDims.get(3);
    this.head = child("head", config.numClasses == 0 ? new Identity() : new Linear(last, config.numClasses));
    TransformerInit.linear(this);
    TransformerInit.convolutions(this);
  }

  private TransformerBlock block(int stage, double dropPath) {
    int width = config.embedDims.get(stage);
    var shape = new SpatialReductionAttention.Shape(width, config.numHeads.get(stage), config.qkvBias,
        config.qkScale, config.attnDropRate, config.dropRate);
    Layer attention = config.linear ? SpatialReductionAttention.pooled(shape, POOLED)
        : SpatialReductionAttention.strided(shape, config.srRatios.get(stage));
    long hidden = (long) (width * config.mlpRatios.get(stage));
    return new TransformerBlock(width, EPS, attention,
        new ConvMlp(width, hidden, config.dropRate, config.linear ? new ReLU() : new Identity()), dropPath);
  }

  /** Scores (n, classes) of pictures (n, channels, height, width). */
  @Override
  protected Tensor forward(Tensor x) {
    return Chain.of(x, maps -> stage(0, maps), maps -> stage(1, maps), maps -> stage(2, maps),   // (n, c, h/16, w/16)
        maps -> stage(3, maps), maps -> maps.mean(2, 3), head);                                  // (n, classes)
  }

  /** Maps (n, c, h, w) of one stage, normalised, from those of the stage before. */
  private Tensor stage(int index, Tensor maps) {
    return Chain.of(Chain.of(maps, stages.get(index)), Fields::toMaps);
  }

  /** The stages' maps, normalised. */
  @Override
  public Features features(Tensor x) {
    return call(x, () -> Features.of(x, this::stage));
  }

  @Override
  public List<Integer> featureChannels() {
    return config.embedDims;
  }

  /** timm's names, which gather what belongs to a stage. */
  @Override
  public List<StateLayout> layouts() {
    return List.of(TIMM);
  }

  private static StateLayout timm() {
    StateLayout layout = StateLayout.of("timm").rename("patch_embed1\\.(.*)", "patch_embed.$1");
    for (int i = 0; i < 4; i++) {
      String stage = "stages." + i;
      layout = layout.rename("patch_embed" + (i + 1) + "\\.(.*)", stage + ".downsample.$1")
          .rename("block" + (i + 1) + "\\.(.*)\\.dwconv\\.dwconv\\.(.*)", stage + ".blocks.$1.dwconv.$2")
          .rename("block" + (i + 1) + "\\.(.*)", stage + ".blocks.$1")
          .rename("norm" + (i + 1) + "\\.(.*)", stage + ".norm.$1");
    }
    return layout;
  }

  @Override
  public String describe() {
    return "PvtV2(" + config.depths + (config.linear ? ", linear" : "") + ", " + config.numClasses + " classes)";
  }

  /** A multi-layer perceptron whose hidden units also see their neighbours', and so know where they are. */
  private static final class ConvMlp extends Layer {
    private final Linear fc1;
    private final Layer first;
    private final Sequential dwconv;
    private final GELU act = new GELU();
    private final Linear fc2;
    private final Dropout drop;

    ConvMlp(long width, long hidden, double dropout, Layer first) {
      this.fc1 = child("fc1", new Linear(width, hidden));
      this.first = child("relu", first);
      this.dwconv = child("dwconv", new Sequential(new LinkedHashMap<>(Map.of("dwconv",
          new Conv2d(hidden, hidden, 3, ConvOptions.DEFAULT.padding(1).groups(hidden))))));
      child("act", act);
      this.fc2 = child("fc2", new Linear(hidden, width));
      this.drop = child("drop", new Dropout(dropout));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return Chain.of(x, fc1, first, Fields::toMaps, dwconv, Fields::ofMaps, act, drop, fc2, drop);
    }
  }
}
