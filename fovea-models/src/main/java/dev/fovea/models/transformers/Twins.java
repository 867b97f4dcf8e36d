package dev.fovea.models.transformers;

import dev.fovea.models.FeaturePyramid;
import dev.fovea.models.HasStateOrders;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.Fields;
import dev.fovea.models.layers.Mlp;
import dev.fovea.models.layers.PatchEmbed;
import dev.fovea.models.layers.TransformerBlock;
import dev.fovea.models.layers.TransformerInit;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Identity;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.StochasticDepth;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Twins: pyramids that learn positions by a convolution after each stage's first block; PCPVT with attention to reduced
 * maps, SVT with attention inside windows and to reduced maps in turn.
 *
 * <p>Chu et al., Twins: Revisiting the Design of Spatial Attention in Vision Transformers, 2021, figures 1 and 2 and
 * tables 1 and 2, in the authors' layout.
 *
 * <pre>{@code
 * Tensor scores = new Twins(Twins.SVT_SMALL).apply(images);   // (n, 3, h, w) to (n, 1000)
 * }</pre>
 */
public final class Twins extends Layer implements FeaturePyramid, HasStateOrders {
  /** {@code twins_pcpvt_small}. */
  public static final Config PCPVT_SMALL = Config.pcpvt(3, 4, 6, 3);
  /** {@code twins_pcpvt_base}. */
  public static final Config PCPVT_BASE = Config.pcpvt(3, 4, 18, 3);
  /** {@code twins_pcpvt_large}. */
  public static final Config PCPVT_LARGE = Config.pcpvt(3, 8, 27, 3);
  /** {@code twins_svt_small}. */
  public static final Config SVT_SMALL = Config.svt(64, 2, 2, 2, 10, 4);
  /** {@code twins_svt_base}. */
  public static final Config SVT_BASE = Config.svt(96, 3, 2, 2, 18, 2);
  /** {@code twins_svt_large}. */
  public static final Config SVT_LARGE = Config.svt(128, 4, 2, 2, 18, 2);

  /**
   * The shape of a Twins network; lists have a value a stage.
   *
   * @param imgSize usual side of the pictures in pixels; others work as well
   * @param patchSize side of the first stage's patches in pixels; the others' is 2 places
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
   * @param srRatios how many times fewer rows and columns the keys of global attention have
   * @param wss sides of the windows of every other block from the first on, 1 for global attention there too (SVT), or
   *     null for global attention in all blocks (PCPVT)
   */
  public record Config(int imgSize, int patchSize, int inChans, int numClasses, List<Integer> embedDims,
      List<Integer> numHeads, List<Double> mlpRatios, boolean qkvBias, @Nullable Double qkScale, double dropRate,
      double attnDropRate, double dropPathRate, List<Integer> depths, List<Integer> srRatios,
      @Nullable List<Integer> wss) {
    /** Checks that the sizes fit. */
    public Config {
      embedDims = List.copyOf(embedDims);
      numHeads = List.copyOf(numHeads);
      mlpRatios = List.copyOf(mlpRatios);
      depths = List.copyOf(depths);
      srRatios = List.copyOf(srRatios);
      PyramidChecks.sizes(imgSize, patchSize, inChans, numClasses);
      PyramidChecks.stages(embedDims, numHeads, mlpRatios, depths, srRatios);
      if (wss != null) {
        PyramidChecks.positive("wss", wss);
      }
    }

    private static Config pcpvt(Integer... depths) {
      return new Config(224, 4, 3, 1000, List.of(64, 128, 320, 512), List.of(1, 2, 5, 8), List.of(8.0, 8.0, 4.0, 4.0),
          true, null, 0, 0, 0, List.of(depths), List.of(8, 4, 2, 1), null);
    }

    private static Config svt(int width, int heads, Integer... depths) {
      return new Config(224, 4, 3, 1000, List.of(width, 2 * width, 4 * width, 8 * width),
          List.of(heads, 2 * heads, 4 * heads, 8 * heads), List.of(4.0, 4.0, 4.0, 4.0), true, null, 0, 0, 0,
          List.of(depths), List.of(8, 4, 2, 1), List.of(7, 7, 7, 7));
    }
  }

  private static final double EPS = 1e-6;

  private final Config config;
  private final List<Layer[]> stages = new ArrayList<>();
  private final LayerNorm norm;
  private final Layer head;

  /** With weights as the authors start them. */
  public Twins(Config config) {
    this.config = config;
    int total = config.depths.stream().mapToInt(Integer::intValue).sum();
    double[] drops = StochasticDepth.linearDecay(total, 0, config.dropPathRate);
    List<Layer> patchEmbeds = new ArrayList<>();
    List<Layer> posDrops = new ArrayList<>();
    List<Layer> blocks = new ArrayList<>();
    List<Layer> posBlock = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < 4; i++) {
      int width = config.embedDims.get(i);
      int patch = i == 0 ? config.patchSize : 2;
      patchEmbeds.add(new PatchEmbed(i == 0 ? config.inChans : config.embedDims.get(i - 1), width, patch,
          ConvOptions.stride(patch), new LayerNorm(width)));
      posDrops.add(new Dropout(config.dropRate));
      posBlock.add(new PositionalEncoding(width));
      List<Layer> stage = new ArrayList<>();
      for (int j = 0; j < config.depths.get(i); j++) {
        stage.add(block(i, j, drops[first + j]));
      }
      first += stage.size();
      blocks.add(new Sequential(stage));
      List<Layer> order = new ArrayList<>(List.of(patchEmbeds.get(i), posDrops.get(i), stage.get(0), posBlock.get(i)));
      order.addAll(stage.subList(1, stage.size()));
      stages.add(order.toArray(new Layer[0]));
    }
    int last = config.embedDims.get(3);
    this.norm = LayerNorm.withEps(EPS, last);
    this.head = config.numClasses == 0 ? new Identity() : new Linear(last, config.numClasses);
    child("patch_embeds", new Sequential(patchEmbeds));
    child("pos_drops", new Sequential(posDrops));
    if (config.wss == null) {
      child("blocks", new Sequential(blocks));
    }
    child("norm", norm);
    child("head", head);
    child("pos_block", new Sequential(posBlock));
    if (config.wss != null) {
      child("blocks", new Sequential(blocks));
    }
    TransformerInit.linear(this);
    TransformerInit.convolutions(this);
  }

  private Layer block(int stage, int index, double dropPath) {
    int width = config.embedDims.get(stage);
    var shape = new SpatialReductionAttention.Shape(width, config.numHeads.get(stage), config.qkvBias,
        config.qkScale, config.attnDropRate, config.dropRate);
    Mlp mlp = new Mlp(width, (long) (width * config.mlpRatios.get(stage)), config.dropRate);
    Layer global = SpatialReductionAttention.strided(shape, config.srRatios.get(stage));
    List<Integer> sides = config.wss;
    if (sides == null) {
      return new TransformerBlock(width, EPS, global, mlp, dropPath);
    }
    boolean local = index % 2 == 0 && sides.get(stage) > 1;
    return new SvtBlock(width, local ? new LocallyGroupedAttention(shape, sides.get(stage)) : global, mlp, dropPath);
  }

  /** Scores (n, classes) of pictures (n, channels, height, width), each side 8 patches or more. */
  @Override
  protected Tensor forward(Tensor x) {
    check(x);
    return Chain.of(x, maps -> stage(0, maps), maps -> stage(1, maps), maps -> stage(2, maps),   // (n, c, h/16, w/16)
        maps -> stage(3, maps), Fields::ofMaps, norm, field -> field.mean(1, 2), head);          // (n, classes)
  }

  private void check(Tensor x) {
    long least = 8L * config.patchSize;
    if (x.dim() != 4 || x.size(2) < least || x.size(3) < least) {
      throw new TensorException("Twins: expected pictures (n, " + config.inChans + ", height, width) of " + least
          + " pixels or more a side, got " + x.describe() + "; enlarge or pad them");
    }
  }

  /** Maps (n, c, h, w) of one stage from those of the stage before. */
  private Tensor stage(int index, Tensor maps) {
    return Chain.of(Chain.of(maps, stages.get(index)), Fields::toMaps);
  }

  /** The stages' maps as the authors' detectors take them, not normalised. */
  @Override
  public Features features(Tensor x) {
    return call(x, () -> {
      check(x);
      return Features.of(x, this::stage);
    });
  }

  @Override
  public List<Integer> featureChannels() {
    return config.embedDims;
  }

  /** The order of timm, where everything stands in the order of the data. */
  @Override
  public List<List<String>> stateOrders() {
    List<String> parts = List.of("patch_embeds", "blocks", "pos_block", "norm", "head");
    List<String> inBlock = List.of("norm1", "attn", "norm2", "mlp");
    Comparator<String[]> order = Comparator.comparingInt((String[] name) -> parts.indexOf(name[0]))
        .thenComparing((a, b) -> a[0].equals("blocks") ? Comparator
            .comparingInt((String[] name) -> Integer.parseInt(name[1]))
            .thenComparingInt(name -> Integer.parseInt(name[2]))
            .thenComparingInt(name -> inBlock.indexOf(name[3])).compare(a, b) : 0);
    return List.of(stateDict().keySet().stream().map(name -> name.split("\\.")).sorted(order)
        .map(name -> String.join(".", name)).toList());
  }

  @Override
  public String describe() {
    return "Twins(" + (config.wss == null ? "PCPVT " : "SVT ") + config.depths + ", " + config.numClasses + " classes)";
  }

  /** x + conv(x), depthwise: where borders are, and so places. Chu et al., Conditional Positional Encodings, 2021. */
  private static final class PositionalEncoding extends Layer {
    private final Sequential proj;

    PositionalEncoding(long width) {
      this.proj = child("proj",
          new Sequential(new Conv2d(width, width, 3, ConvOptions.DEFAULT.padding(1).groups(width))));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return Chain.of(x, Fields::toMaps, proj, Fields::ofMaps).add(x);
    }
  }

  /** The usual block, whose attention comes last in the authors' state. */
  private static final class SvtBlock extends Layer {
    private final LayerNorm norm1;
    private final Layer attn;
    private final StochasticDepth dropPath;
    private final LayerNorm norm2;
    private final Mlp mlp;

    SvtBlock(long width, Layer attention, Mlp mlp, double dropPath) {
      this.norm1 = child("norm1", LayerNorm.withEps(EPS, width));
      this.dropPath = child("drop_path", new StochasticDepth(dropPath));
      this.norm2 = child("norm2", LayerNorm.withEps(EPS, width));
      this.mlp = child("mlp", mlp);
      this.attn = child("attn", attention);
    }

    @Override
    protected Tensor forward(Tensor x) {
      Tensor attended = Chain.of(x, norm1, attn, dropPath).add(x);
      return Chain.of(attended, norm2, mlp, dropPath).add(attended);
    }
  }
}
