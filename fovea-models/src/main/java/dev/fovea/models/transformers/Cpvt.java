package dev.fovea.models.transformers;

import dev.fovea.models.InputShape;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.Fields;
import dev.fovea.models.layers.PatchEmbed;
import dev.fovea.models.layers.TransformerInit;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Identity;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CPVT: a Vision Transformer that learns where its patches lie from their neighbours, at any picture size.
 *
 * <p>Chu et al., Conditional Positional Encodings for Vision Transformers, 2021, figure 1 and algorithm 1.
 *
 * <pre>{@code
 * Tensor scores = new Cpvt(Cpvt.TINY).apply(images);   // (n, 3, 16 h, 16 w) to (n, 1000)
 * }</pre>
 */
public final class Cpvt extends Layer {
  /** {@code cpvt_tiny_patch16_224}, the sizes of DeiT-Ti. */
  public static final Config TINY = Config.of(192, 3);
  /** {@code cpvt_small_patch16_224}, the sizes of DeiT-S. */
  public static final Config SMALL = Config.of(384, 6);

  /**
   * Its shape.
   *
   * @param imgSize side of the pictures that it is meant for, or height and width; other multiples of the patch size work
   * @param patchSize side of a patch in pixels
   * @param inChans channels of the pictures
   * @param numClasses length of the scores; 0 leaves the head out
   * @param globalPool what is classified: {@code token}, a class token; {@code avg}, the mean of the patches
   * @param embedDim width of the tokens
   * @param depth number of blocks
   * @param numHeads attention heads, which divide the width
   * @param mlpRatio width inside the multi-layer perceptrons for each of the tokens' width
   * @param qkvBias whether queries, keys and values have biases
   * @param pegSize side of the positional encoding's kernel, odd
   * @param dropRate probability that an activation is dropped in training
   * @param attnDropRate the same for weights of attention
   * @param dropPathRate probability that the last block is dropped in training; those before it less, the first never
   */
  public record Config(List<Integer> imgSize, int patchSize, int inChans, int numClasses, String globalPool, int embedDim,
      int depth, int numHeads, double mlpRatio, boolean qkvBias, int pegSize, double dropRate, double attnDropRate,
      double dropPathRate) {
    /** Checks that the sizes fit. */
    public Config {
      if (!List.of("token", "avg").contains(globalPool)) {
        throw new IllegalArgumentException("global_pool: expected 'token' or 'avg', got '" + globalPool + "'");
      }
      if (pegSize < 1 || pegSize % 2 == 0) {
        throw new IllegalArgumentException("peg_size: expected an odd number, got " + pegSize);
      }
      imgSize = PictureSize.of(imgSize, patchSize);
      VitConfig.check(inChans, numClasses, embedDim, depth, numHeads, mlpRatio);
    }

    private static Config of(int embedDim, int numHeads) {
      return new Config(List.of(224), 16, 3, 1000, "token", embedDim, 12, numHeads, 4, true, 3, 0, 0, 0);
    }

    /** The Vision Transformer whose blocks are the same. */
    private VitConfig shape() {
      return new VitConfig(imgSize, patchSize, inChans, numClasses, globalPool, embedDim, depth, numHeads, mlpRatio,
          qkvBias, false, null, globalPool.equals("token"), false, 0, false, null, false, false, 0, dropRate, dropRate,
          attnDropRate, dropPathRate, null);
    }

    /** What the network is meant for. */
    InputShape input() {
      return shape().input();
    }
  }

  private final Config config;
  private final @Nullable Tensor classToken;
  private final PatchEmbed patchEmbed;
  private final PositionalEncoding posBlock;
  private final Sequential blocks;
  private final LayerNorm norm;
  private final Layer head;

  /** With fresh weights as DeiT's. */
  public Cpvt(Config config) {
    this.config = config;
    int width = config.embedDim;
    boolean token = config.globalPool.equals("token");
    this.classToken = token ? parameter("cls_token", TransformerInit.normal(1, 1, width)) : null;
    this.patchEmbed = child("patch_embed", new PatchEmbed(config.inChans, width, config.patchSize));
    this.posBlock = child("pos_block", new PositionalEncoding(width, config.pegSize));
    this.blocks = child("blocks", config.shape().blocks());
    this.norm = child("norm", LayerNorm.withEps(1e-6, width));
    this.head = config.numClasses == 0 ? new Identity() : child("head", new Linear(width, config.numClasses));
    TransformerInit.linear(this);
  }

  /**
   * Scores (n, classes) of pictures (n, channels, height, width) with sides that are multiples of the patch size; the
   * features (n, width) without classes.
   */
  @Override
  protected Tensor forward(Tensor x) {
    PictureSize.checkMultiple(x, "Cpvt", config.inChans, config.patchSize);
    long rows = x.size(2) / config.patchSize;
    long columns = x.size(3) / config.patchSize;
    Tensor tokens = Chain.of(x, patchEmbed, Fields::toTokens, this::withClass, blocks.get(0));   // (n, t, width)
    Tensor placed = encoded(tokens, rows, columns);
    for (int i = 1; i < blocks.size(); i++) {
      Tensor next = blocks.get(i).apply(placed);
      placed.close();
      placed = next;
    }
    return Chain.of(placed, norm, all -> classToken == null ? all.mean(1) : all.select(1, 0), head);
  }

  private Tensor withClass(Tensor patches) {
    return classToken == null ? patches
        : Tensors.cat(List.of(classToken.expand(patches.size(0), -1, -1), patches), 1);
  }

  /** The patches with their places; the class token has none. */
  private Tensor encoded(Tensor tokens, long rows, long columns) {
    int prefix = classToken == null ? 0 : 1;
    Tensor patches = Chain.of(Fields.ofTokens(tokens.narrow(1, prefix, rows * columns), rows, columns), posBlock,
        Fields::toTokens);
    return prefix == 0 ? patches : Tensors.cat(List.of(tokens.narrow(1, 0, 1), patches), 1);
  }

  /** A depthwise convolution added to its input: it learns places from the zeros around the map. Section 3.2. */
  private static final class PositionalEncoding extends Layer {
    private final Conv2d proj;

    PositionalEncoding(int width, int kernel) {
      this.proj = child("proj", new Conv2d(width, width, kernel, ConvOptions.DEFAULT.padding(kernel / 2).groups(width)));
    }

    /** A field (n, rows, columns, width) to the same. */
    @Override
    protected Tensor forward(Tensor field) {
      return Chain.of(field, Fields::toMaps, proj, Fields::ofMaps).add(field);
    }
  }
}
