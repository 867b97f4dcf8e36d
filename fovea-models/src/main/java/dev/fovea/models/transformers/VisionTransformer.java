package dev.fovea.models.transformers;

import dev.fovea.models.AdaptsState;
import dev.fovea.models.HasLayouts;
import dev.fovea.models.StateLayout;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.Fields;
import dev.fovea.models.layers.PatchEmbed;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Identity;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Module;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Tanh;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Vision Transformer: a picture as a sequence of patches, classified by the token put in front of them.
 *
 * <p>Dosovitskiy et al., An Image is Worth 16x16 Words, 2020, figure 1 and table 1. The options and names are timm's; a
 * checkpoint under torchvision's names loads too, and {@link TorchvisionVit} has torchvision's options and names.
 *
 * <pre>{@code
 * Tensor scores = new VisionTransformer(VisionTransformer.BASE_16).apply(images);   // (n, 3, 224, 224) to (n, 1000)
 * }</pre>
 */
public final class VisionTransformer extends Layer implements AdaptsState, HasLayouts {
  /** {@code vit_tiny_patch16_224}, the sizes of DeiT-Ti (Touvron et al., 2020, table 1). */
  public static final VitConfig TINY_16 = VitConfig.of(16, 192, 12, 3);
  /** {@code vit_small_patch16_224}, the sizes of DeiT-S. */
  public static final VitConfig SMALL_16 = VitConfig.of(16, 384, 12, 6);
  /** {@code vit_small_patch32_224}. */
  public static final VitConfig SMALL_32 = VitConfig.of(32, 384, 12, 6);
  /** {@code vit_base_patch16_224}. */
  public static final VitConfig BASE_16 = VitConfig.of(16, 768, 12, 12);
  /** {@code deit_base_patch16_384}. */
  public static final VitConfig BASE_16_384 = VitConfig.of(16, 768, 12, 12).sized(384);
  /** {@code vit_base_patch32_224}. */
  public static final VitConfig BASE_32 = VitConfig.of(32, 768, 12, 12);
  /** {@code vit_large_patch16_224}. */
  public static final VitConfig LARGE_16 = VitConfig.of(16, 1024, 24, 16);
  /** {@code vit_large_patch32_224}. */
  public static final VitConfig LARGE_32 = VitConfig.of(32, 1024, 24, 16);
  /** {@code vit_huge_patch14_224}. */
  public static final VitConfig HUGE_14 = VitConfig.of(14, 1280, 32, 16);

  private final VitConfig config;
  private final VitPublisher publisher;
  private final List<Tensor> prefix = new ArrayList<>();
  private final PatchEmbed patchEmbed;
  private final Positions positions;
  private final Dropout positionDropout;
  private final Layer normBefore;
  private final Sequential blocks;
  private final Layer norm;
  private final Layer poolNorm;
  private final Layer preLogits;
  private final Dropout headDropout;
  private final Layer head;

  /** With timm's options, names and fresh weights. */
  public VisionTransformer(VitConfig config) {
    this(config, VitPublisher.TIMM);
  }

  /** With the fresh weights and the resizing of DeiT's code. Touvron et al., 2020. */
  public static VisionTransformer deit(VitConfig config) {
    return new VisionTransformer(config, VitPublisher.DEIT);
  }

  VisionTransformer(VitConfig config, VitPublisher publisher) {
    this.config = config;
    this.publisher = publisher;
    int width = config.embedDim();
    if (config.classToken()) {
      prefix.add(parameter("cls_token", Tensors.zeros(1, 1, width)));
    }
    if (config.regTokens() > 0) {
      prefix.add(parameter("reg_token", Tensors.zeros(1, config.regTokens(), width)));
    }
    this.positions = new Positions(config.positionPrefix() + config.rows() * config.columns(), width);
    this.patchEmbed = new PatchEmbed(config.inChans(), width, config.patchSize(),
        ConvOptions.stride(config.patchSize()).bias(!config.preNorm()), null);
    register(publisher == VitPublisher.TORCHVISION);
    this.positionDropout = child("pos_drop", new Dropout(config.posDropRate()));
    this.normBefore = config.preNorm() ? child("norm_pre", LayerNorm.withEps(1e-6, width)) : new Identity();
    this.blocks = child("blocks", config.blocks());
    this.norm = config.normsPool() ? new Identity() : child("norm", LayerNorm.withEps(1e-6, width));
    this.poolNorm = config.normsPool() ? child("fc_norm", LayerNorm.withEps(1e-6, width)) : new Identity();
    Integer representation = config.representationSize();
    this.preLogits = representation == null ? new Identity() : child("pre_logits", preLogits(width, representation));
    this.headDropout = child("head_drop", new Dropout(config.dropRate()));
    this.head = config.numClasses() == 0 ? new Identity()
        : child("head", new Linear(representation == null ? width : representation, config.numClasses()));
    nameState(publisher.layout());
    publisher.initialize(this, prefix, positions.embed, head);
  }

  /** Torchvision's state has the positions behind the patches' map. */
  private void register(boolean positionsLast) {
    if (!positionsLast) {
      child("pos", positions);
    }
    child("patch_embed", patchEmbed);
    if (positionsLast) {
      child("pos", positions);
    }
  }

  private static Sequential preLogits(int width, int representation) {
    LinkedHashMap<String, Layer> layers = new LinkedHashMap<>();
    layers.put("fc", new Linear(width, representation));
    layers.put("act", new Tanh());
    return new Sequential(layers);
  }

  /**
   * Scores (n, classes) of pictures (n, channels, height, width) of the configured size, or of any that is a multiple of
   * the patch with {@code dynamic_img_size}; (n, tokens, classes) with {@code global_pool} empty, and the features in
   * place of scores without classes.
   */
  @Override
  protected Tensor forward(Tensor x) {
    return Chain.of(encoded(x), this::pooled, poolNorm, preLogits, headDropout, head);     // (n, classes)
  }

  /** The tokens (n, prefix + patches, width) after the last block and normalisation. */
  public Tensor features(Tensor x) {
    return call(x, () -> encoded(x));
  }

  private Tensor encoded(Tensor x) {
    return Chain.of(x, this::fitting, patchEmbed, this::tokens, positionDropout, normBefore, blocks, norm);
  }

  private Tensor fitting(Tensor x) {
    if (!config.dynamicImgSize()) {
      PictureSize.check(x, "VisionTransformer", config.inChans(), config.imgSize(),
          publisher == VitPublisher.TORCHVISION ? "resize them or set image_size"
              : "resize them, set img_size, or let positions follow the picture by dynamic_img_size");
      return x;
    }
    int patch = config.patchSize();
    if (config.dynamicImgPad() && x.dim() == 4 && (x.size(2) % patch != 0 || x.size(3) % patch != 0)) {
      return Sampling.pad(x, 0, Math.floorMod(-x.size(3), patch), 0, Math.floorMod(-x.size(2), patch));
    }
    PictureSize.checkMultiple(x, "VisionTransformer", config.inChans(), patch);
    return x;
  }

  /** Patches (n, rows, columns, width) as tokens (n, prefix + rows columns, width) that know their places. */
  private Tensor tokens(Tensor field) {
    Tensor patches = Fields.toTokens(field);
    Tensor places = PositionEmbeddings.resample(positions.embed, config.positionPrefix(), config.grid(),
        new long[] {field.size(1), field.size(2)}, publisher.resampling());
    List<Tensor> all = new ArrayList<>();
    prefix.forEach(token -> all.add(token.expand(field.size(0), -1, -1)));
    all.add(config.noEmbedClass() ? patches.add(places) : patches);
    Tensor together = all.size() == 1 ? all.get(0) : Tensors.cat(all, 1);
    return config.noEmbedClass() ? together : together.add(places);
  }

  /** (n, tokens, width) to (n, width). */
  private Tensor pooled(Tensor tokens) {
    return switch (config.globalPool()) {
      case "token" -> tokens.select(1, 0);
      case "avg" -> tokens.narrow(1, config.prefix(), tokens.size(1) - config.prefix()).mean(1);
      default -> tokens;
    };
  }

  /** timm's and DeiT's names, torchvision's, and those of torchvision before 0.12. */
  @Override
  public List<StateLayout> layouts() {
    return List.of(VitPublisher.TIMM_NAMES, VitPublisher.TORCHVISION_NAMES, VitPublisher.OLD_TORCHVISION_NAMES);
  }

  /** A state dict of another picture size as one of this network: its position embeddings are resized. */
  @Override
  public Map<String, Tensor> adaptState(Map<String, Tensor> state) {
    Map<String, Tensor> adapted = new LinkedHashMap<>(state);
    adapted.computeIfPresent(publisher.layout().apply("pos.embed"), (name, value) ->
        PositionEmbeddings.fitted(value, config.positionPrefix(), config.grid(), publisher.resampling()));
    return adapted;
  }

  /** The position embeddings (1, tokens, width). */
  private static final class Positions extends Module {
    private final Tensor embed;

    Positions(long tokens, long width) {
      this.embed = parameter("embed", Tensors.zeros(1, tokens, width));
    }
  }
}
