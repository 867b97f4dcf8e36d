package dev.fovea.models.transformers;

import dev.fovea.models.AdaptsState;
import dev.fovea.models.FeaturePyramid;
import dev.fovea.models.HasLayouts;
import dev.fovea.models.StateLayout;
import dev.fovea.models.layers.Fields;
import dev.fovea.models.layers.PatchEmbed;
import dev.fovea.models.layers.TransformerInit;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Module;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Swin as the backbone of detectors and segmenters: a normalised map of each stage, for pictures of any size.
 *
 * <p>Liu et al., Swin Transformer, 2021, section 4.2, as in Microsoft's detection and segmentation code, whose
 * checkpoints hold it under {@code backbone.}. Windows keep their size and their shift on maps of any size.
 *
 * <pre>{@code
 * List<Tensor> maps = new SwinBackbone(SwinBackbone.TINY).maps(images);   // (n, 96, h/4, w/4) to (n, 768, h/32, w/32)
 * }</pre>
 */
public final class SwinBackbone extends Module implements FeaturePyramid, HasLayouts, AdaptsState {
  /** {@code swin_backbone}: Swin-T. */
  public static final Config TINY = of(SwinConfig.TINY);
  /** {@code swin_backbone_small}: Swin-S. */
  public static final Config SMALL = of(SwinConfig.SMALL);
  /** {@code swin_backbone_base}: Swin-B. */
  public static final Config BASE = of(SwinConfig.BASE);

  /**
   * The shape of a backbone; the arguments of {@link SwinConfig} mean the same there.
   *
   * @param pretrainImgSize side of the pictures that position embeddings were learned on
   * @param outIndices stages whose maps are given
   */
  public record Config(int pretrainImgSize, int patchSize, int inChans, int embedDim, List<Integer> depths,
      List<Integer> numHeads, int windowSize, double mlpRatio, boolean qkvBias, @Nullable Double qkScale,
      double dropRate, double attnDropRate, double dropPathRate, boolean ape, boolean patchNorm,
      List<Integer> outIndices) {
    /** Checks that the parts fit. */
    public Config {
      outIndices = List.copyOf(outIndices);
      new SwinConfig(List.of(pretrainImgSize), patchSize, inChans, 0, embedDim, depths, numHeads, windowSize, mlpRatio,
          qkvBias, qkScale, dropRate, attnDropRate, dropPathRate, ape, patchNorm);
      int stages = depths.size();
      if (outIndices.isEmpty() || outIndices.stream().anyMatch(stage -> stage < 0 || stage >= stages)) {
        throw new IllegalArgumentException("out_indices: expected stages of 0 to " + (stages - 1) + ", got "
            + outIndices);
      }
    }

    private int channels(int stage) {
      return embedDim << stage;
    }

    private int side() {
      return pretrainImgSize / patchSize;
    }
  }

  private final Config config;
  private final @Nullable Tensor positions;
  private final PatchEmbed patchEmbed;
  private final Dropout posDrop;
  private final List<SwinStage> stages;
  private final Map<Integer, LayerNorm> norms = new TreeMap<>();
  private final ShiftMasks masks = new ShiftMasks();

  /** With truncated normal weights of deviation 0.02. */
  public SwinBackbone(Config config) {
    this.config = config;
    int width = config.embedDim;
    this.positions = config.ape
        ? parameter("absolute_pos_embed", TransformerInit.normal(1, width, config.side(), config.side())) : null;
    this.patchEmbed = child("patch_embed", new PatchEmbed(config.inChans, width, config.patchSize,
        ConvOptions.stride(config.patchSize), config.patchNorm ? new LayerNorm(width) : null));
    this.posDrop = child("pos_drop", new Dropout(config.dropRate));
    SwinStage.Plan plan = new SwinStage.Plan(width, config.depths, config.mlpRatio, config.dropRate,
        config.dropPathRate, NormOrder.BEFORE);
    int side = config.windowSize;
    this.stages = SwinStage.all(plan, (stage, shifts) -> new WindowAttention(new WindowAttention.Shape(
        config.channels(stage), config.numHeads.get(stage), side, shifts ? side / 2 : 0, Windows.Rule.ALWAYS, false,
        config.attnDropRate, config.dropRate, masks), config.qkvBias, config.qkScale), List.of());
    child("layers", new Sequential(stages));
    config.outIndices.stream().distinct().sorted().forEach(stage ->
        norms.put(stage, child("norm" + stage, new LayerNorm(config.channels(stage)))));
    TransformerInit.linear(this);
  }

  private static Config of(SwinConfig paper) {
    return new Config(224, 4, 3, paper.embedDim(), paper.depths(), paper.numHeads(), 7, 4, true, null, 0, 0, 0.2, false,
        true, List.of(0, 1, 2, 3));
  }

  /** A normalised map (n, c, h, w) of each stage asked for, of pictures (n, channels, height, width). */
  public List<Tensor> maps(Tensor x) {
    return call(x, () -> {
      List<Tensor> maps = new ArrayList<>();
      Tensor field = embedded(x);
      for (int i = 0; i < stages.size(); i++) {
        Tensor out = stages.get(i).blocks(field);
        LayerNorm norm = norms.get(i);
        if (norm != null) {
          maps.add(Fields.toMaps(norm.apply(out)));
        }
        field = stages.get(i).merged(out);
      }
      return maps;
    });
  }

  private Tensor embedded(Tensor x) {
    if (x.dim() != 4) {
      throw new TensorException("SwinBackbone: expected pictures (n, " + config.inChans + ", height, width), got "
          + x.describe());
    }
    Tensor field = patchEmbed.apply(SwinClassifier.padded(x, config.patchSize));   // (n, h/4, w/4, c)
    return posDrop.apply(positions == null ? field : SwinClassifier.placed(field, positions));
  }

  @Override
  public Features features(Tensor x) {
    if (norms.size() != 4) {
      throw new TensorException("SwinBackbone: expected 4 stages in out_indices for four feature maps, got "
          + config.outIndices);
    }
    List<Tensor> maps = maps(x);
    return new Features(maps.get(0), maps.get(1), maps.get(2), maps.get(3));
  }

  @Override
  public List<Integer> featureChannels() {
    return norms.keySet().stream().map(config::channels).toList();
  }

  @Override
  public List<StateLayout> layouts() {
    return List.of(SwinState.torchvision(stages.size()));
  }

  /** Of a classifier's or a detector's state what the backbone has; tables of other windows resized. */
  @Override
  public Map<String, Tensor> adaptState(Map<String, Tensor> state) {
    Map<String, Tensor> adapted = SwinState.adapted(stateDict(), state, config.side(), config.side());
    adapted.keySet().retainAll(stateDict().keySet());
    return adapted;
  }

  /** Frees the masks too. */
  @Override
  public void close() {
    masks.close();
    super.close();
  }
}
