package dev.fovea.models.transformers;

import dev.fovea.models.AdaptsState;
import dev.fovea.models.HasLayouts;
import dev.fovea.models.StateLayout;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * TNT: a small transformer over the pixels of each patch inside a transformer over the patches.
 *
 * <p>Han et al., Transformer in Transformer, 2021, figure 1 and table 1, in Huawei's layout; files under timm's names
 * (since 1.0.20) load too. Each patch is cut out before its pixels are embedded.
 *
 * <pre>{@code
 * Tensor scores = new Tnt(Tnt.TNT_S).apply(images);   // (n, 3, 224, 224) to (n, 1000)
 * }</pre>
 */
public final class Tnt extends Layer implements AdaptsState, HasLayouts {
  /** {@code tnt_s_patch16_224}. */
  public static final Config TNT_S = of(384, 24, 6);
  /** {@code tnt_b_patch16_224}. */
  public static final Config TNT_B = of(640, 40, 10);

  private static final String POSITIONS = "outer_pos";
  private static final String UNUSED = "outer_tokens";

  /**
   * The shape of a TNT.
   *
   * @param imgSize side of the square pictures in pixels, a multiple of the patch size
   * @param patchSize side of a patch in pixels
   * @param inChans channels of the pictures
   * @param numClasses length of the scores; 0 for the class token
   * @param outerDim width of the patches' tokens
   * @param innerDim width of the pixels' tokens
   * @param depth blocks
   * @param outerNumHeads attention heads over patches
   * @param innerNumHeads attention heads over the pixels of a patch
   * @param mlpRatio width inside the multi-layer perceptrons by that of the tokens
   * @param qkvBias whether queries, keys and values have biases
   * @param qkScale factor on the scores, or null for 1 / sqrt(width of a head)
   * @param dropRate probability that an activation is dropped in training
   * @param attnDropRate probability that an attention weight is dropped in training
   * @param dropPathRate probability that the last block's branches are dropped in training; less before it
   * @param innerStride pixels of the picture to one inner token along a side
   */
  public record Config(int imgSize, int patchSize, int inChans, int numClasses, int outerDim, int innerDim, int depth,
      int outerNumHeads, int innerNumHeads, double mlpRatio, boolean qkvBias, @Nullable Double qkScale, double dropRate,
      double attnDropRate, double dropPathRate, int innerStride) {
    /** Checks that the sizes fit. */
    public Config {
      TntBlock.check(imgSize, patchSize, innerStride, outerDim, outerNumHeads, innerDim, innerNumHeads);
      if (inChans < 1 || numClasses < 0 || depth < 1 || !(mlpRatio > 0)) {
        throw new IllegalArgumentException("in_chans, depth, mlp_ratio: expected more than 0, and num_classes 0 or"
            + " more, got " + inChans + ", " + depth + ", " + mlpRatio + " and " + numClasses);
      }
    }

    private long patches() {
      return imgSize / patchSize * ((long) imgSize / patchSize);
    }

    /** Inner tokens of a patch. */
    private long pixels() {
      long side = (patchSize + innerStride - 1) / innerStride;
      return side * side;
    }
  }

  private static Config of(int outer, int inner, int heads) {
    return new Config(224, 16, 3, 1000, outer, inner, 12, heads, 4, 4, false, null, 0, 0, 0, 4);
  }

  private final Config config;
  private final Tensor classToken;
  private final Tensor unused;
  private final Tensor outerPositions;
  private final Tensor innerPositions;
  private final PixelEmbedding patchEmbed;
  private final LayerNorm projNorm1;
  private final Linear proj;
  private final LayerNorm projNorm2;
  private final Dropout posDrop;
  private final List<TntBlock> blocks = new ArrayList<>();
  private final LayerNorm norm;
  private final @Nullable Linear head;

  /** With truncated normal weights of deviation 0.02. */
  public Tnt(Config config) {
    this.config = config;
    int outer = config.outerDim;
    this.classToken = parameter("cls_token", TransformerInit.normal(1, 1, outer));
    this.unused = constant(UNUSED, Tensors.zeros(1, config.patches(), outer));
    this.outerPositions = parameter(POSITIONS, TransformerInit.normal(1, config.patches() + 1, outer));
    this.innerPositions = parameter("inner_pos", TransformerInit.normal(1, config.pixels(), config.innerDim));
    this.patchEmbed = child("patch_embed", new PixelEmbedding(config));
    long flat = config.pixels() * config.innerDim;
    this.projNorm1 = child("proj_norm1", new LayerNorm(flat));
    this.proj = child("proj", new Linear(flat, outer));
    this.projNorm2 = child("proj_norm2", new LayerNorm(outer));
    this.posDrop = child("pos_drop", new Dropout(config.dropRate));
    double[] drops = StochasticDepth.linearDecay(config.depth, 0, config.dropPathRate);
    TntBlock.Options options = new TntBlock.Options(outer, config.outerNumHeads, config.innerDim, config.innerNumHeads,
        config.pixels(), config.mlpRatio, config.mlpRatio, config.qkvBias, config.qkScale, config.dropRate,
        config.attnDropRate);
    Numbered list = child("blocks", new Numbered());
    for (int i = 0; i < config.depth; i++) {
      blocks.add(list.part(i, new TntBlock(options, TntBlock.Names.HUAWEI, drops[i])));
    }
    this.norm = child("norm", new LayerNorm(outer));
    this.head = config.numClasses == 0 ? null : child("head", new Linear(outer, config.numClasses));
    TransformerInit.linear(this);
  }

  /** Scores (n, classes) of pictures (n, channels, size, size). */
  @Override
  protected Tensor forward(Tensor x) {
    PictureSize.check(x, "TNT", config.inChans, List.of(config.imgSize, config.imgSize), "resize them or set img_size");
    Tensor inner = patchEmbed.apply(x).add(innerPositions);                              // (n patches, pixels, inner)
    Tensor patches = Chain.of(inner.reshape(x.size(0), config.patches(), -1), projNorm1, proj, projNorm2);
    Tensor outer = posDrop.apply(Tensors.cat(List.of(classToken.expand(x.size(0), -1, -1), patches), 1)
        .add(outerPositions));                                                           // (n, 1 + patches, outer)
    TntBlock.Tokens tokens = new TntBlock.Tokens(inner, outer);
    for (TntBlock block : blocks) {
      tokens = block.apply(tokens);
    }
    Tensor token = norm.apply(tokens.outer()).select(1, 0);                              // (n, outer)
    return head == null ? token : head.apply(token);                                     // (n, classes)
  }

  /** timm's names for the same arithmetic; its positions inside a patch lie otherwise, see {@link #adaptState}. */
  @Override
  public List<StateLayout> layouts() {
    String block = "blocks\\.(\\d+)\\.";
    return List.of(StateLayout.of("timm").rename("outer_pos", "patch_pos")
        .rename("patch_embed\\.(.*)", "pixel_embed.$1").rename("proj_norm1\\.(.*)", "norm1_proj.$1")
        .rename("proj_norm2\\.(.*)", "norm2_proj.$1")
        .rename(block + "inner_norm1\\.(.*)", "blocks.$1.norm_in.$2")
        .rename(block + "inner_attn\\.(.*)", "blocks.$1.attn_in.$2")
        .rename(block + "inner_norm2\\.(.*)", "blocks.$1.norm_mlp_in.$2")
        .rename(block + "inner_mlp\\.(.*)", "blocks.$1.mlp_in.$2")
        .rename(block + "proj_norm1\\.(.*)", "blocks.$1.norm1_proj.$2")
        .rename(block + "proj_norm2\\.(.*)", "blocks.$1.norm2_proj.$2")
        .rename(block + "outer_norm1\\.(.*)", "blocks.$1.norm_out.$2")
        .rename(block + "outer_attn\\.(.*)", "blocks.$1.attn_out.$2")
        .rename(block + "outer_norm2\\.(.*)", "blocks.$1.norm_mlp.$2")
        .rename(block + "outer_mlp\\.(.*)", "blocks.$1.mlp.$2"));
  }

  /**
   * Positions of pictures of another size are resized; timm's positions inside a patch (1, inner, rows, columns) become
   * (1, pixels, inner); tokens that no forward pass reads are the network's own where the checkpoint's don't fit.
   */
  @Override
  public Map<String, Tensor> adaptState(Map<String, Tensor> state) {
    Map<String, Tensor> adapted = new LinkedHashMap<>(state);
    adapted.compute(UNUSED,
        (name, value) -> value != null && Arrays.equals(value.shape(), unused.shape()) ? value : unused);
    Tensor pixels = adapted.remove("pixel_pos");
    if (pixels != null) {
      adapted.put("inner_pos", pixels.dim() == 4 ? pixels.flatten(2).transpose(1, 2) : pixels);
    }
    adapted.computeIfPresent(POSITIONS, (name, value) -> PositionEmbeddings.fitted(value, 1,
        new long[] {config.imgSize / config.patchSize, config.imgSize / config.patchSize},
        PositionEmbeddings.Resampling.PLAIN));
    return adapted;
  }

  /** Cuts out each patch and convolves it alone: (n, c, h, w) to (n patches, pixels, inner). */
  private static final class PixelEmbedding extends Layer {
    private final int patch;
    private final Conv2d proj;

    PixelEmbedding(Config config) {
      this.patch = config.patchSize;
      this.proj = child("proj", new Conv2d(config.inChans, config.innerDim, 7,
          ConvOptions.stride(config.innerStride).padding(3)));
    }

    @Override
    protected Tensor forward(Tensor x) {
      Tensor patches = x.unflatten(2, x.size(2) / patch, patch).unflatten(4, x.size(3) / patch, patch)
          .permute(0, 2, 4, 1, 3, 5).flatten(0, 2);                              // (n patches, c, patch, patch)
      return Chain.of(patches, proj, maps -> maps.flatten(2).transpose(1, 2));
    }
  }
}
