package dev.fovea.models.transformers;

import static dev.fovea.nn.ConvOptions.stride;

import dev.fovea.models.AdaptsState;
import dev.fovea.models.layers.Chain;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.GELU;
import dev.fovea.nn.Init;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.nn.MultiheadAttention;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Tanh;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Vision Transformer: a picture as a sequence of patches, classified by the token put in front of them.
 *
 * <p>Dosovitskiy et al., An Image is Worth 16x16 Words, 2020, figure 1 and table 1, in torchvision's layout.
 *
 * <pre>{@code
 * Tensor scores = new VisionTransformer(VisionTransformer.VIT_B_16).apply(images);   // (n, 3, 224, 224) to (n, 1000)
 * }</pre>
 */
public final class VisionTransformer extends Layer implements AdaptsState {
  /** {@code vit_t_16}, the sizes of DeIT-Ti (Touvron et al., 2020, table 1). */
  public static final Config VIT_T_16 = Config.of(16, 12, 3, 192);
  /** {@code vit_b_16}. */
  public static final Config VIT_B_16 = Config.of(16, 12, 12, 768);
  /** {@code vit_b_32}. */
  public static final Config VIT_B_32 = Config.of(32, 12, 12, 768);
  /** {@code vit_l_16}. */
  public static final Config VIT_L_16 = Config.of(16, 24, 16, 1024);
  /** {@code vit_l_32}. */
  public static final Config VIT_L_32 = Config.of(32, 24, 16, 1024);
  /** {@code vit_h_14}. */
  public static final Config VIT_H_14 = Config.of(14, 32, 16, 1280);

  /**
   * The shape of a Vision Transformer.
   *
   * @param imageSize side of the square pictures in pixels, a multiple of the patch size
   * @param patchSize side of a patch in pixels
   * @param numLayers encoder blocks
   * @param numHeads attention heads, which divide the width
   * @param hiddenDim width of the tokens
   * @param mlpDim width inside the multi-layer perceptrons
   * @param dropout probability that an activation is dropped in training
   * @param attentionDropout probability that an attention weight is dropped in training
   * @param numClasses length of the scores
   * @param representationSize width of a tanh layer before the scores, as in pre-training, or null for none
   * @param inChannels channels of the pictures
   */
  public record Config(int imageSize, int patchSize, int numLayers, int numHeads, int hiddenDim, int mlpDim,
      double dropout, double attentionDropout, int numClasses, @Nullable Integer representationSize, int inChannels) {
    /** Checks that the sizes fit. */
    public Config {
      if (patchSize < 1 || imageSize < patchSize || imageSize % patchSize != 0) {
        throw new IllegalArgumentException("image_size: expected a multiple of patch_size " + patchSize + ", got "
            + imageSize);
      }
      if (numHeads < 1 || hiddenDim < 1 || hiddenDim % numHeads != 0) {
        throw new IllegalArgumentException("hidden_dim: expected a multiple of num_heads " + numHeads + ", got "
            + hiddenDim);
      }
      if (numLayers < 1 || mlpDim < 1 || numClasses < 1 || inChannels < 1) {
        throw new IllegalArgumentException("num_layers, mlp_dim, num_classes, in_channels: expected 1 or more, got "
            + numLayers + ", " + mlpDim + ", " + numClasses + ", " + inChannels);
      }
    }

    private static Config of(int patchSize, int numLayers, int numHeads, int hiddenDim) {
      return new Config(224, patchSize, numLayers, numHeads, hiddenDim, 4 * hiddenDim, 0, 0, 1000, null, 3);
    }

    private int patches() {
      return (imageSize / patchSize) * (imageSize / patchSize);
    }
  }

  private static final String POSITIONS = "encoder.pos_embedding";

  private final Config config;
  private final Tensor classToken;
  private final Conv2d convProj;
  private final Encoder encoder;
  private final Sequential heads;

  /** With weights as the reference starts them; scores start as zero. */
  public VisionTransformer(Config config) {
    this.config = config;
    int width = config.hiddenDim;
    this.classToken = parameter("class_token", Tensors.zeros(1, 1, width));
    this.convProj = child("conv_proj",
        new Conv2d(config.inChannels, width, config.patchSize, stride(config.patchSize)));
    long inputs = (long) config.inChannels * config.patchSize * config.patchSize;
    Init.truncNormal_(convProj.weight(), 0, Math.sqrt(1.0 / inputs), -2, 2);
    Init.zeros_(convProj.stateDict().get("bias"));
    this.encoder = child("encoder", new Encoder(config));
    this.heads = child("heads", heads(config));
  }

  private static Sequential heads(Config config) {
    LinkedHashMap<String, Layer> layers = new LinkedHashMap<>();
    Integer size = config.representationSize;
    if (size != null) {
      Linear before = new Linear(config.hiddenDim, size);
      Init.truncNormal_(before.weight(), 0, Math.sqrt(1.0 / config.hiddenDim), -2, 2);
      Init.zeros_(before.stateDict().get("bias"));
      layers.put("pre_logits", before);
      layers.put("act", new Tanh());
    }
    Linear head = new Linear(size == null ? config.hiddenDim : size, config.numClasses);
    Init.zeros_(head.weight());
    Init.zeros_(head.stateDict().get("bias"));
    layers.put("head", head);
    return new Sequential(layers);
  }

  /** Scores (n, classes) of pictures (n, channels, size, size). */
  @Override
  protected Tensor forward(Tensor x) {
    if (x.dim() != 4 || x.size(2) != config.imageSize || x.size(3) != config.imageSize) {
      throw new TensorException("VisionTransformer: expected pictures (n, " + config.inChannels + ", "
          + config.imageSize + ", " + config.imageSize + "), got " + x.describe()
          + "; resize them or set image_size");
    }
    return Chain.of(x, convProj, maps -> maps.flatten(2).transpose(1, 2),                    // (n, patches, width)
        patches -> Tensors.cat(List.of(classToken.expand(x.size(0), -1, -1), patches), 1),   // 1 + patches
        encoder, tokens -> tokens.select(1, 0), heads);                                      // (n, classes)
  }

  /**
   * A state dict of another image size or of torchvision before 0.12 as one of this network: position embeddings are
   * resized bicubically, {@code mlp.linear_1} and {@code mlp.linear_2} become {@code mlp.0} and {@code mlp.3}.
   */
  @Override
  public Map<String, Tensor> adaptState(Map<String, Tensor> state) {
    Map<String, Tensor> adapted = new LinkedHashMap<>();
    state.forEach((name, value) -> adapted.put(
        name.replace(".mlp.linear_1.", ".mlp.0.").replace(".mlp.linear_2.", ".mlp.3."), value));
    adapted.computeIfPresent(POSITIONS, (name, value) -> PositionEmbeddings.resize(value, config.patches()));
    return adapted;
  }

  /** Position embeddings, the encoder blocks and a last normalisation: (n, tokens, width) to the same. */
  private static final class Encoder extends Layer {
    private final Tensor positions;
    private final Dropout dropout;
    private final Sequential layers;
    private final LayerNorm ln;

    Encoder(Config config) {
      this.positions = parameter("pos_embedding",
          Init.normal_(Tensors.zeros(1, config.patches() + 1, config.hiddenDim), 0, 0.02));
      this.dropout = child("dropout", new Dropout(config.dropout));
      LinkedHashMap<String, Layer> blocks = new LinkedHashMap<>();
      for (int i = 0; i < config.numLayers; i++) {
        blocks.put("encoder_layer_" + i, new EncoderBlock(config));
      }
      this.layers = child("layers", new Sequential(blocks));
      this.ln = child("ln", LayerNorm.withEps(1e-6, config.hiddenDim));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return Chain.of(x, tokens -> tokens.add(positions), dropout, layers, ln);
    }
  }

  /** x + attention(norm(x)), then x + mlp(norm(x)). */
  private static final class EncoderBlock extends Layer {
    private final LayerNorm ln1;
    private final MultiheadAttention attention;
    private final Dropout dropout;
    private final LayerNorm ln2;
    private final Sequential mlp;

    EncoderBlock(Config config) {
      int width = config.hiddenDim;
      this.ln1 = child("ln_1", LayerNorm.withEps(1e-6, width));
      this.attention = child("self_attention",
          new MultiheadAttention(width, config.numHeads, config.attentionDropout, true));
      this.dropout = child("dropout", new Dropout(config.dropout));
      this.ln2 = child("ln_2", LayerNorm.withEps(1e-6, width));
      this.mlp = child("mlp", new Sequential(linear(width, config.mlpDim), new GELU(), new Dropout(config.dropout),
          linear(config.mlpDim, width), new Dropout(config.dropout)));
    }

    private static Linear linear(int in, int out) {
      Linear linear = new Linear(in, out);
      Init.xavierUniform_(linear.weight(), 1);
      Init.normal_(linear.stateDict().get("bias"), 0, 1e-6);
      return linear;
    }

    @Override
    protected Tensor forward(Tensor x) {
      Tensor attended = Chain.of(x, ln1, attention::apply, dropout).add(x);
      return Chain.of(attended, ln2, mlp).add(attended);
    }
  }
}
