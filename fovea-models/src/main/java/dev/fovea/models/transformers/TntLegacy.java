package dev.fovea.models.transformers;

import dev.fovea.models.AdaptsState;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.TransformerInit;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.nn.StochasticDepth;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * TNT as timm first had it: the picture is convolved as a whole before its pixels are gathered by patches.
 *
 * <p>Han et al., Transformer in Transformer, 2021; the layout is that of timm's {@code tnt_s_patch16_224} up to
 * 1.0.19, now {@code tnt_s_legacy_patch16_224}. {@link Tnt} is the authors' own.
 *
 * <pre>{@code
 * Tensor scores = new TntLegacy(TntLegacy.TNT_S).apply(images);   // (n, 3, 224, 224) to (n, 1000)
 * }</pre>
 */
public final class TntLegacy extends Layer implements AdaptsState {
  /** {@code tnt_s_legacy_patch16_224}. */
  public static final Config TNT_S = new Config(224, 16, 3, 1000, GlobalPool.TOKEN, 384, 24, 12, 4, 6, 4, false, 0, 0,
      0, 0, 0, 4);

  private static final String POSITIONS = "patch_pos";
  private static final double INNER_RATIO = 4;

  /** What stands for the whole picture. */
  public enum GlobalPool {
    /** The class token. */
    TOKEN,
    /** The mean of the patches' tokens. */
    AVG
  }

  /**
   * The shape of a TNT.
   *
   * @param imgSize side of the square pictures in pixels, a multiple of the patch size
   * @param patchSize side of a patch in pixels
   * @param inChans channels of the pictures
   * @param numClasses length of the scores; 0 for what stands for the picture
   * @param globalPool what stands for the picture
   * @param embedDim width of the patches' tokens
   * @param innerDim width of the pixels' tokens
   * @param depth blocks
   * @param numHeadsInner attention heads over the pixels of a patch
   * @param numHeadsOuter attention heads over patches
   * @param mlpRatio width inside the multi-layer perceptrons over patches by that of their tokens; it is 4 over pixels
   * @param qkvBias whether queries, keys and values have biases
   * @param dropRate probability that a value before the last layer is dropped in training
   * @param posDropRate the same for the tokens before the first block
   * @param projDropRate the same for what attention and the multi-layer perceptrons give
   * @param attnDropRate probability that an attention weight is dropped in training
   * @param dropPathRate probability that the last block's branches are dropped in training; less before it
   * @param firstStride pixels of the picture to one inner token along a side
   */
  public record Config(int imgSize, int patchSize, int inChans, int numClasses, GlobalPool globalPool, int embedDim,
      int innerDim, int depth, int numHeadsInner, int numHeadsOuter, double mlpRatio, boolean qkvBias, double dropRate,
      double posDropRate, double projDropRate, double attnDropRate, double dropPathRate, int firstStride) {
    /** Checks that the sizes fit. */
    public Config {
      TntBlock.check(imgSize, patchSize, firstStride, embedDim, numHeadsOuter, innerDim, numHeadsInner);
      if (inChans < 1 || numClasses < 0 || depth < 1 || !(mlpRatio > 0)) {
        throw new IllegalArgumentException("in_chans, depth, mlp_ratio: expected more than 0, and num_classes 0 or"
            + " more, got " + inChans + ", " + depth + ", " + mlpRatio + " and " + numClasses);
      }
    }

    private long side() {
      return imgSize / patchSize;
    }

    private long pixelSide() {
      return patchSize / firstStride;
    }
  }

  private final Config config;
  private final Tensor classToken;
  private final Tensor patchPositions;
  private final PixelEmbedding pixelEmbed;
  private final LayerNorm norm1Proj;
  private final Linear proj;
  private final LayerNorm norm2Proj;
  private final Dropout posDrop;
  private final List<TntBlock> blocks = new ArrayList<>();
  private final LayerNorm norm;
  private final Dropout headDrop;
  private final @Nullable Linear head;

  /** With truncated normal weights of deviation 0.02. */
  public TntLegacy(Config config) {
    this.config = config;
    int width = config.embedDim;
    long pixels = config.pixelSide() * config.pixelSide();
    long flat = pixels * config.innerDim;
    this.classToken = parameter("cls_token", TransformerInit.normal(1, 1, width));
    this.patchPositions = parameter(POSITIONS, TransformerInit.normal(1, config.side() * config.side() + 1, width));
    Tensor pixelPositions = parameter("pixel_pos", TransformerInit.normal(1, config.innerDim, config.pixelSide(),
        config.pixelSide()));
    this.pixelEmbed = child("pixel_embed", new PixelEmbedding(config, pixelPositions));
    this.norm1Proj = child("norm1_proj", new LayerNorm(flat));
    this.proj = child("proj", new Linear(flat, width));
    this.norm2Proj = child("norm2_proj", new LayerNorm(width));
    this.posDrop = child("pos_drop", new Dropout(config.posDropRate));
    double[] drops = StochasticDepth.linearDecay(config.depth, 0, config.dropPathRate);
    TntBlock.Options options = new TntBlock.Options(width, config.numHeadsOuter, config.innerDim, config.numHeadsInner,
        pixels, config.mlpRatio, INNER_RATIO, config.qkvBias, null, config.projDropRate, config.attnDropRate);
    Numbered list = child("blocks", new Numbered());
    for (int i = 0; i < config.depth; i++) {
      blocks.add(list.part(i, new TntBlock(options, TntBlock.Names.TIMM_LEGACY, drops[i])));
    }
    this.norm = child("norm", new LayerNorm(width));
    this.headDrop = child("head_drop", new Dropout(config.dropRate));
    this.head = config.numClasses == 0 ? null : child("head", new Linear(width, config.numClasses));
    TransformerInit.linear(this);
  }

  /** Scores (n, classes) of pictures (n, channels, size, size). */
  @Override
  protected Tensor forward(Tensor x) {
    PictureSize.check(x, "TNT", config.inChans, List.of(config.imgSize, config.imgSize), "resize them or set img_size");
    Tensor inner = pixelEmbed.apply(x);                                                  // (n patches, pixels, inner)
    Tensor patches = Chain.of(inner.reshape(x.size(0), config.side() * config.side(), -1), norm1Proj, proj, norm2Proj);
    Tensor outer = posDrop.apply(Tensors.cat(List.of(classToken.expand(x.size(0), -1, -1), patches), 1)
        .add(patchPositions));                                                           // (n, 1 + patches, width)
    TntBlock.Tokens tokens = new TntBlock.Tokens(inner, outer);
    for (TntBlock block : blocks) {
      tokens = block.apply(tokens);
    }
    Tensor normal = norm.apply(tokens.outer());
    Tensor whole = headDrop.apply(config.globalPool == GlobalPool.TOKEN ? normal.select(1, 0)
        : normal.narrow(1, 1, normal.size(1) - 1).mean(1));                              // (n, width)
    return head == null ? whole : head.apply(whole);                                     // (n, classes)
  }

  /** Positions of pictures of another size are resized. */
  @Override
  public Map<String, Tensor> adaptState(Map<String, Tensor> state) {
    Map<String, Tensor> adapted = new LinkedHashMap<>(state);
    adapted.computeIfPresent(POSITIONS,
        (name, value) -> PositionEmbeddings.fitted(value, 1, new long[] {config.side(), config.side()},
            PositionEmbeddings.Resampling.ANTIALIASED));
    return adapted;
  }

  /** Convolves the picture, adds positions inside patches, and gathers pixels by patches. */
  private static final class PixelEmbedding extends Layer {
    private final Tensor positions;
    private final long side;
    private final Conv2d proj;

    PixelEmbedding(Config config, Tensor positions) {
      this.positions = positions;
      this.side = config.pixelSide();
      this.proj = child("proj", new Conv2d(config.inChans, config.innerDim, 7,
          ConvOptions.stride(config.firstStride).padding(3)));
    }

    @Override
    protected Tensor forward(Tensor x) {
      Tensor maps = proj.apply(x);                                                       // (n, inner, h/4, w/4)
      return maps.unflatten(2, maps.size(2) / side, side).unflatten(4, maps.size(3) / side, side)
          .permute(0, 2, 4, 1, 3, 5).flatten(0, 2).add(positions)                      // (n patches, inner, side, side)
          .flatten(2).transpose(1, 2);                                                   // (n patches, pixels, inner)
    }
  }
}
