package dev.fovea.models.transformers;

import dev.fovea.models.AdaptsState;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.Mlp;
import dev.fovea.models.layers.TransformerBlock;
import dev.fovea.models.layers.TransformerInit;
import dev.fovea.models.transformers.PositionEmbeddings.Resampling;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.StochasticDepth;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * T2T-ViT: tokens made step by step from overlapping neighbourhoods, then a deep and narrow transformer over them.
 *
 * <p>Yuan et al., Tokens-to-Token ViT: Training Vision Transformers from Scratch on ImageNet, 2021, figure 4 and
 * table 2, in the authors' layout. Positions are sines that do not learn.
 *
 * <pre>{@code
 * Tensor scores = new T2tVit(T2tVit.T2T_VIT_7).apply(images);   // (n, 3, 224, 224) to (n, 1000)
 * }</pre>
 */
public final class T2tVit extends Layer implements AdaptsState {
  /** {@code t2t_vit_7}. */
  public static final Config T2T_VIT_7 = of(TokensType.PERFORMER, 256, 7, 4, 2);
  /** {@code t2t_vit_10}. */
  public static final Config T2T_VIT_10 = of(TokensType.PERFORMER, 256, 10, 4, 2);
  /** {@code t2t_vit_12}. */
  public static final Config T2T_VIT_12 = of(TokensType.PERFORMER, 256, 12, 4, 2);
  /** {@code t2t_vit_14}. */
  public static final Config T2T_VIT_14 = of(TokensType.PERFORMER, 384, 14, 6, 3);
  /** {@code t2t_vit_19}. */
  public static final Config T2T_VIT_19 = of(TokensType.PERFORMER, 448, 19, 7, 3);
  /** {@code t2t_vit_24}. */
  public static final Config T2T_VIT_24 = of(TokensType.PERFORMER, 512, 24, 8, 3);
  /** {@code t2t_vit_t_14}. */
  public static final Config T2T_VIT_T_14 = of(TokensType.TRANSFORMER, 384, 14, 6, 3);
  /** {@code t2t_vit_t_19}. */
  public static final Config T2T_VIT_T_19 = of(TokensType.TRANSFORMER, 448, 19, 7, 3);
  /** {@code t2t_vit_t_24}. */
  public static final Config T2T_VIT_T_24 = of(TokensType.TRANSFORMER, 512, 24, 8, 3);

  private static final double EPS = 1e-5;
  private static final String POSITIONS = "pos_embed";

  /** What tokens attend by while they are made. */
  public enum TokensType {
    /** Random features, at a cost linear in the number of tokens. */
    PERFORMER,
    /** Ordinary attention with one head. */
    TRANSFORMER
  }

  /**
   * The shape of a T2T-ViT.
   *
   * @param imgSize side of the square pictures in pixels, a multiple of 16
   * @param tokensType how tokens attend while they are made
   * @param inChans channels of the pictures
   * @param numClasses length of the scores; 0 for the class token
   * @param embedDim width of the tokens
   * @param depth blocks
   * @param numHeads attention heads, which divide the width
   * @param mlpRatio width inside the multi-layer perceptrons by that of the tokens
   * @param qkvBias whether queries, keys and values have biases
   * @param qkScale factor on the scores of the blocks, or null for 1 / sqrt(width of a head)
   * @param dropRate probability that an activation is dropped in training
   * @param attnDropRate probability that an attention weight is dropped in training
   * @param dropPathRate probability that the last block's branches are dropped in training; less before it
   * @param tokenDim width of the tokens while they are made
   */
  public record Config(int imgSize, TokensType tokensType, int inChans, int numClasses, int embedDim, int depth,
      int numHeads, double mlpRatio, boolean qkvBias, @Nullable Double qkScale, double dropRate, double attnDropRate,
      double dropPathRate, int tokenDim) {
    /** Checks the sizes. */
    public Config {
      if (imgSize < 16 || imgSize % 16 != 0) {
        throw new IllegalArgumentException("img_size: expected a multiple of 16, got " + imgSize);
      }
      if (inChans < 1 || numClasses < 0 || depth < 1 || tokenDim < 1 || !(mlpRatio > 0)) {
        throw new IllegalArgumentException("in_chans, depth, token_dim, mlp_ratio: expected more than 0, num_classes: 0"
            + " or more, got " + inChans + ", " + depth + ", " + tokenDim + ", " + mlpRatio + " and " + numClasses);
      }
    }

    private long patches() {
      return imgSize / 16 * (imgSize / 16L);
    }
  }

  private static Config of(TokensType type, int width, int depth, int heads, double mlpRatio) {
    return new Config(224, type, 3, 1000, width, depth, heads, mlpRatio, false, null, 0, 0, 0, 64);
  }

  private final Config config;
  private final Tensor classToken;
  private final Tensor positions;
  private final TokensToToken tokensToToken;
  private final Dropout posDrop;
  private final Sequential blocks;
  private final LayerNorm norm;
  private final @Nullable Linear head;

  /** With truncated normal weights of deviation 0.02 and orthogonal random features. */
  public T2tVit(Config config) {
    this.config = config;
    int width = config.embedDim;
    this.classToken = parameter("cls_token", TransformerInit.normal(1, 1, width));
    this.positions = constant(POSITIONS, sines(config.patches() + 1, width));
    this.tokensToToken = child("tokens_to_token", new TokensToToken(config));
    this.posDrop = child("pos_drop", new Dropout(config.dropRate));
    double[] drops = StochasticDepth.linearDecay(config.depth, 0, config.dropPathRate);
    List<Layer> list = new ArrayList<>();
    for (double drop : drops) {
      list.add(new TransformerBlock(width, EPS, new SelfAttention(width, 1, new SelfAttention.Options(
          config.numHeads, config.qkvBias, false, config.attnDropRate, config.dropRate, config.qkScale)),
          new Mlp(width, (long) (width * config.mlpRatio), config.dropRate), drop));
    }
    this.blocks = child("blocks", new Sequential(list));
    this.norm = child("norm", LayerNorm.withEps(EPS, width));
    this.head = config.numClasses == 0 ? null : child("head", new Linear(width, config.numClasses));
    TransformerInit.linear(this);
  }

  /** Positions (1, count, width) as Vaswani et al. (2017, section 3.5) have them: sines and cosines by turns. */
  private static Tensor sines(long count, int width) {
    return Scope.run(() -> {
      Tensor place = Tensors.arange(0, count, 1, DType.FLOAT64).unsqueeze(1);
      Tensor column = Tensors.arange(0, width, 1, DType.FLOAT64);
      Tensor even = column.div(2).floor();
      Tensor angle = place.div(even.mul(2.0 / width * Math.log(10000)).exp());
      Tensor odd = column.sub(even.mul(2)).gt(0.5);
      return Tensors.where(odd.unsqueeze(0), angle.cos(), angle.sin()).unsqueeze(0).to(DType.FLOAT32);
    });
  }

  /** Scores (n, classes) of pictures (n, channels, size, size). */
  @Override
  protected Tensor forward(Tensor x) {
    PictureSize.check(x, "T2T-ViT", config.inChans, List.of(config.imgSize, config.imgSize),
        "resize them or set img_size");
    Tensor token = Chain.of(x, tokensToToken,                                                   // (n, patches, width)
        patches -> Tensors.cat(List.of(classToken.expand(x.size(0), -1, -1), patches), 1),      // 1 + patches
        tokens -> tokens.add(positions), posDrop, blocks, norm, tokens -> tokens.select(1, 0)); // (n, width)
    return head == null ? token : head.apply(token);                                            // (n, classes)
  }

  /** Positions of pictures of another size are resized. */
  @Override
  public Map<String, Tensor> adaptState(Map<String, Tensor> state) {
    Map<String, Tensor> adapted = new LinkedHashMap<>(state);
    adapted.computeIfPresent(POSITIONS, (name, value) -> PositionEmbeddings.fitted(value, 1,
        new long[] {config.imgSize / 16, config.imgSize / 16}, Resampling.PLAIN));
    return adapted;
  }
}
