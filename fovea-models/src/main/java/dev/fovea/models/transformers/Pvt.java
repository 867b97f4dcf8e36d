package dev.fovea.models.transformers;

import dev.fovea.models.AdaptsState;
import dev.fovea.models.FeaturePyramid;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.Fields;
import dev.fovea.models.layers.Mlp;
import dev.fovea.models.layers.PatchEmbed;
import dev.fovea.models.layers.TransformerBlock;
import dev.fovea.models.layers.TransformerInit;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Identity;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.StochasticDepth;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Pyramid Vision Transformer: four stages of attention over ever coarser maps, each to a reduced map of its own.
 *
 * <p>Wang et al., Pyramid Vision Transformer: A Versatile Backbone for Dense Prediction without Convolutions, 2021,
 * figure 3 and table 1, in the authors' layout.
 *
 * <pre>{@code
 * Tensor scores = new Pvt(Pvt.PVT_TINY).apply(images);   // (n, 3, h, w) to (n, 1000)
 * }</pre>
 */
public final class Pvt extends Layer implements FeaturePyramid, AdaptsState {
  /** {@code pvt_tiny}. */
  public static final Config PVT_TINY = Config.of(2, 2, 2, 2);
  /** {@code pvt_small}. */
  public static final Config PVT_SMALL = Config.of(3, 4, 6, 3);
  /** {@code pvt_medium}. */
  public static final Config PVT_MEDIUM = Config.of(3, 4, 18, 3);
  /** {@code pvt_large}. */
  public static final Config PVT_LARGE = Config.of(3, 8, 27, 3);

  /**
   * The shape of a Pyramid Vision Transformer; lists have a value a stage.
   *
   * @param imgSize side of the pictures whose positions are learnt, in pixels; for others they are resized
   * @param patchSize side of the first stage's patches in pixels; the others' is 2 places
   * @param inChans channels of the pictures
   * @param numClasses length of the scores; 0 for the class token itself
   * @param embedDims widths of the tokens
   * @param numHeads attention heads, which divide the widths
   * @param mlpRatios widths inside the multi-layer perceptrons, in widths
   * @param qkvBias whether queries, keys and values have a bias
   * @param qkScale factor on the scores of attention, or null for 1 / sqrt(width of a head)
   * @param dropRate probability that an activation is dropped in training
   * @param attnDropRate probability that an attention weight is dropped in training
   * @param dropPathRate probability that the last block's branches are dropped in training, rising from 0
   * @param depths blocks
   * @param srRatios how many times fewer rows and columns the keys have, 1 in the last stage
   */
  public record Config(int imgSize, int patchSize, int inChans, int numClasses, List<Integer> embedDims,
      List<Integer> numHeads, List<Double> mlpRatios, boolean qkvBias, @Nullable Double qkScale, double dropRate,
      double attnDropRate, double dropPathRate, List<Integer> depths, List<Integer> srRatios) {
    /** Checks that the sizes fit. */
    public Config {
      embedDims = List.copyOf(embedDims);
      numHeads = List.copyOf(numHeads);
      mlpRatios = List.copyOf(mlpRatios);
      depths = List.copyOf(depths);
      srRatios = List.copyOf(srRatios);
      PyramidChecks.sizes(imgSize, patchSize, inChans, numClasses);
      PyramidChecks.stages(embedDims, numHeads, mlpRatios, depths, srRatios);
      if (srRatios.get(3) != 1) {
        throw new IllegalArgumentException("sr_ratios: expected 1 in the last stage, where the class token is, got "
            + srRatios);
      }
    }

    private static Config of(Integer... depths) {
      return new Config(224, 4, 3, 1000, List.of(64, 128, 320, 512), List.of(1, 2, 5, 8), List.of(8.0, 8.0, 4.0, 4.0),
          true, null, 0, 0, 0, List.of(depths), List.of(8, 4, 2, 1));
    }

    /** Rows and columns of a stage's learnt positions. */
    private int side(int stage) {
      return stage == 0 ? imgSize / patchSize : imgSize / (2 << stage) / 2;
    }
  }

  private static final double EPS = 1e-6;

  private final Config config;
  private final List<Tensor> posEmbed = new ArrayList<>();
  private final Tensor clsToken;
  private final List<PatchEmbed> patchEmbed = new ArrayList<>();
  private final List<Dropout> posDrop = new ArrayList<>();
  private final List<Sequential> block = new ArrayList<>();
  private final LayerNorm norm;
  private final Layer head;

  /** With weights as the authors start them. */
  public Pvt(Config config) {
    this.config = config;
    for (int i = 0; i < 4; i++) {
      int places = config.side(i) * config.side(i) + (i == 3 ? 1 : 0);
      posEmbed.add(parameter("pos_embed" + (i + 1), TransformerInit.normal(1, places, config.embedDims.get(i))));
    }
    int last = config.embedDims.get(3);
    this.clsToken = parameter("cls_token", TransformerInit.normal(1, 1, last));
    int total = config.depths.stream().mapToInt(Integer::intValue).sum();
    double[] drops = StochasticDepth.linearDecay(total, 0, config.dropPathRate);
    int first = 0;
    for (int i = 0; i < 4; i++) {
      int in = i == 0 ? config.inChans : config.embedDims.get(i - 1);
      int width = config.embedDims.get(i);
      int patch = i == 0 ? config.patchSize : 2;
      patchEmbed.add(child("patch_embed" + (i + 1),
          new PatchEmbed(in, width, patch, ConvOptions.stride(patch), new LayerNorm(width))));
      posDrop.add(child("pos_drop" + (i + 1), new Dropout(config.dropRate)));
      List<Layer> blocks = new ArrayList<>();
      for (int j = 0; j < config.depths.get(i); j++) {
        blocks.add(block(i, drops[first + j]));
      }
      block.add(child("block" + (i + 1), new Sequential(blocks)));
      first += blocks.size();
    }
    this.norm = child("norm", LayerNorm.withEps(EPS, last));
    this.head = child("head", config.numClasses == 0 ? new Identity() : new Linear(last, config.numClasses));
    TransformerInit.linear(this);
  }

  private TransformerBlock block(int stage, double dropPath) {
    int width = config.embedDims.get(stage);
    SpatialReductionAttention attention = SpatialReductionAttention.strided(
        new SpatialReductionAttention.Shape(width, config.numHeads.get(stage), config.qkvBias, config.qkScale,
            config.attnDropRate, config.dropRate), config.srRatios.get(stage));
    Mlp mlp = new Mlp(width, (long) (width * config.mlpRatios.get(stage)), config.dropRate);
    return new TransformerBlock(width, EPS, attention, mlp, dropPath);
  }

  /** Scores (n, classes) of pictures (n, channels, height, width), each side 8 patches or more. */
  @Override
  protected Tensor forward(Tensor x) {
    check(x);
    return Chain.of(x, maps -> stage(0, maps), maps -> stage(1, maps), maps -> stage(2, maps),   // (n, c, h/16, w/16)
        maps -> positioned(3, maps), this::withClassToken, posDrop.get(3), block.get(3), norm,   // (n, 1 + places, c)
        tokens -> tokens.select(1, 0), head);                                                    // (n, classes)
  }

  private void check(Tensor x) {
    long least = 8L * config.patchSize;
    if (x.dim() != 4 || x.size(2) < least || x.size(3) < least) {
      throw new TensorException("Pvt: expected pictures (n, " + config.inChans + ", height, width) of " + least
          + " pixels or more a side, got " + x.describe() + "; enlarge or pad them");
    }
  }

  /** Maps (n, c, h, w) of one stage from those of the stage before. */
  private Tensor stage(int index, Tensor maps) {
    return Chain.of(maps, before -> positioned(index, before), posDrop.get(index), block.get(index), Fields::toMaps);
  }

  /** Patches with their positions: (n, c, h, w) to (n, h/2, w/2, width). */
  private Tensor positioned(int index, Tensor maps) {
    Tensor field = patchEmbed.get(index).apply(maps);
    return field.add(positions(index, field.size(1), field.size(2)));
  }

  /** Positions (1, height, width, c), as learnt where the first stage has as many places, else resized. */
  private Tensor positions(int index, long height, long width) {
    long side = config.side(index);
    Tensor learnt = index == 3 ? posEmbed.get(3).narrow(1, 1, side * side) : posEmbed.get(index);
    return height == side && width == side || index == 0 && height * width == side * side
        ? Fields.ofTokens(learnt, height, width)
        : resized(learnt, side, height, width);
  }

  private static Tensor resized(Tensor learnt, long side, long height, long width) {
    Tensor maps = Fields.toMaps(Fields.ofTokens(learnt, side, side));
    return Fields.ofMaps(Sampling.interpolate(maps, new long[] {height, width}, "bilinear", false));
  }

  /** (n, h, w, c) as (n, 1 + h w, c), the token with its position first. */
  private Tensor withClassToken(Tensor field) {
    Tensor first = clsToken.add(posEmbed.get(3).narrow(1, 0, 1)).expand(field.size(0), -1, -1);
    return Tensors.cat(List.of(first, Fields.toTokens(field)), 1);
  }

  /** The stages' maps as the authors' detectors take them: not normalised, the last without a class token. */
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

  /** A state dict of another image size as one of this network: positions are resized bilinearly. */
  @Override
  public Map<String, Tensor> adaptState(Map<String, Tensor> state) {
    Map<String, Tensor> adapted = new LinkedHashMap<>(state);
    for (int i = 0; i < 4; i++) {
      int stage = i;
      adapted.computeIfPresent("pos_embed" + (i + 1), (name, value) -> adaptedPositions(stage, value));
    }
    return adapted;
  }

  private Tensor adaptedPositions(int stage, Tensor value) {
    int tokens = stage == 3 ? 1 : 0;
    long side = config.side(stage);
    long old = value.dim() == 3 ? Math.round(Math.sqrt(value.size(1) - tokens)) : 0;
    if (old == side || old == 0 || old * old + tokens != value.size(1)) {
      return value;
    }
    return Scope.run(() -> {
      Tensor places = Fields.toTokens(resized(value.narrow(1, tokens, old * old), old, side, side));
      return tokens == 0 ? places.contiguous() : Tensors.cat(List.of(value.narrow(1, 0, 1), places), 1);
    });
  }

  @Override
  public String describe() {
    return "Pvt(" + config.depths + ", " + config.numClasses + " classes)";
  }
}
