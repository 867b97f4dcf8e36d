package dev.fovea.models.transformers;

import dev.fovea.models.AdaptsState;
import dev.fovea.models.HasDistillationScores;
import dev.fovea.models.InputShape;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.Fields;
import dev.fovea.models.layers.PatchEmbed;
import dev.fovea.models.layers.TransformerInit;
import dev.fovea.models.transformers.PositionEmbeddings.Resampling;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Identity;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * DeiT with a distillation token: a Vision Transformer with a second token that learns from a teacher.
 *
 * <p>Touvron et al., Training data-efficient image transformers and distillation through attention, 2020, figure 2 and
 * table 1, in the layout of its official checkpoints. DeiT without distillation is {@link VisionTransformer#deit}.
 *
 * <pre>{@code
 * HasDistillationScores.Scores scores = network.distillationScores(images);   // (n, classes) of either head
 * Tensor mean = network.apply(images);                                        // (n, classes)
 * }</pre>
 */
public final class DistilledVisionTransformer extends Layer implements HasDistillationScores, AdaptsState {
  /** {@code deit_tiny_distilled_patch16_224}. */
  public static final Config TINY = Config.of(224, 192, 3);
  /** {@code deit_small_distilled_patch16_224}. */
  public static final Config SMALL = Config.of(224, 384, 6);
  /** {@code deit_base_distilled_patch16_224}. */
  public static final Config BASE = Config.of(224, 768, 12);
  /** {@code deit_base_distilled_patch16_384}. */
  public static final Config BASE_384 = Config.of(384, 768, 12);

  /**
   * Its shape.
   *
   * @param imgSize side of the pictures in pixels, or height and width, multiples of the patch size
   * @param patchSize side of a patch in pixels
   * @param inChans channels of the pictures
   * @param numClasses length of the scores; 0 leaves the heads out
   * @param embedDim width of the tokens
   * @param depth number of blocks
   * @param numHeads attention heads, which divide the width
   * @param mlpRatio width inside the multi-layer perceptrons for each of the tokens' width
   * @param qkvBias whether queries, keys and values have biases
   * @param dropRate probability that an activation is dropped in training
   * @param attnDropRate the same for weights of attention
   * @param dropPathRate probability that the last block is dropped in training; those before it less, the first never
   */
  public record Config(List<Integer> imgSize, int patchSize, int inChans, int numClasses, int embedDim, int depth,
      int numHeads, double mlpRatio, boolean qkvBias, double dropRate, double attnDropRate, double dropPathRate) {
    /** Checks that the sizes fit. */
    public Config {
      imgSize = PictureSize.of(imgSize, patchSize);
      VitConfig.check(inChans, numClasses, embedDim, depth, numHeads, mlpRatio);
    }

    private static Config of(int imgSize, int embedDim, int numHeads) {
      return new Config(List.of(imgSize), 16, 3, 1000, embedDim, 12, numHeads, 4, true, 0, 0, 0);
    }

    /** The Vision Transformer with a register token, whose blocks are the same. */
    private VitConfig shape() {
      return new VitConfig(imgSize, patchSize, inChans, numClasses, "token", embedDim, depth, numHeads, mlpRatio, qkvBias,
          false, null, true, false, 1, false, null, false, false, 0, dropRate, dropRate, attnDropRate, dropPathRate,
          null);
    }

    /** What the network takes. */
    InputShape input() {
      return shape().input();
    }
  }

  private final VitConfig shape;
  private final Tensor classToken;
  private final Tensor positions;
  private final Tensor distillationToken;
  private final PatchEmbed patchEmbed;
  private final Dropout positionDropout;
  private final Sequential blocks;
  private final LayerNorm norm;
  private final Layer head;
  private final Layer distillationHead;

  /** With weights as the authors' code starts them. */
  public DistilledVisionTransformer(Config config) {
    this.shape = config.shape();
    int width = config.embedDim;
    this.classToken = parameter("cls_token", TransformerInit.normal(1, 1, width));
    this.positions = parameter("pos_embed", TransformerInit.normal(1, 2 + shape.rows() * shape.columns(), width));
    this.distillationToken = parameter("dist_token", TransformerInit.normal(1, 1, width));
    this.patchEmbed = child("patch_embed", new PatchEmbed(config.inChans, width, config.patchSize));
    this.positionDropout = child("pos_drop", new Dropout(config.dropRate));
    this.blocks = child("blocks", shape.blocks());
    this.norm = child("norm", LayerNorm.withEps(1e-6, width));
    this.head = head("head", config);
    this.distillationHead = head("head_dist", config);
    TransformerInit.linear(this);
  }

  private Layer head(String name, Config config) {
    return config.numClasses == 0 ? new Identity() : child(name, new Linear(config.embedDim, config.numClasses));
  }

  /** The mean (n, classes) of both heads' scores for pictures (n, channels, height, width). */
  @Override
  protected Tensor forward(Tensor x) {
    Scores scores = heads(x);
    return scores.classScores().add(scores.distillationScores()).div(2);
  }

  @Override
  public Scores distillationScores(Tensor x) {
    return call(x, () -> heads(x));
  }

  private Scores heads(Tensor x) {
    PictureSize.check(x, "DistilledVisionTransformer", shape.inChans(), shape.imgSize(),
        "resize them or set img_size");
    long n = x.size(0);
    Tensor tokens = Chain.of(x, patchEmbed, Fields::toTokens,                                // (n, patches, width)
        patches -> Tensors.cat(List.of(classToken.expand(n, -1, -1), distillationToken.expand(n, -1, -1), patches), 1),
        all -> all.add(positions), positionDropout, blocks, norm);                           // (n, 2 + patches, width)
    return new Scores(head.apply(tokens.select(1, 0)), distillationHead.apply(tokens.select(1, 1)));
  }

  /** A state dict of another picture size as one of this network: its position embeddings are resized. */
  @Override
  public Map<String, Tensor> adaptState(Map<String, Tensor> state) {
    Map<String, Tensor> adapted = new LinkedHashMap<>(state);
    adapted.computeIfPresent("pos_embed",
        (name, value) -> PositionEmbeddings.fitted(value, 2, shape.grid(), Resampling.PLAIN));
    return adapted;
  }
}
