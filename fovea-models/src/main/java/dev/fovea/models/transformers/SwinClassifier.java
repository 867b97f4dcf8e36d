package dev.fovea.models.transformers;

import dev.fovea.models.AdaptsState;
import dev.fovea.models.FeaturePyramid;
import dev.fovea.models.HasLayouts;
import dev.fovea.models.StateLayout;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.Fields;
import dev.fovea.models.layers.PatchEmbed;
import dev.fovea.models.layers.TransformerInit;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Swin and Swin v2 share: patches, stages of blocks, and scores of the mean of the last map. Names by parts are
 * Microsoft's.
 *
 * <p>Pictures may have any size: maps that windows or mergings do not divide are padded with zeros. Scores leave out
 * what is left at right and bottom of a picture whose sides are no multiple of the patch, as both publishers do; for
 * feature maps such a picture is padded.
 */
abstract class SwinClassifier extends Layer implements FeaturePyramid, HasLayouts, AdaptsState {
  private final SwinConfig config;
  private final @Nullable Tensor positions;
  private final PatchEmbed patchEmbed;
  private final Dropout posDrop;
  private final List<SwinStage> stages;
  private final LayerNorm norm;
  private final @Nullable Linear head;
  private final ShiftMasks masks = new ShiftMasks();

  /** Whose names and rules. */
  enum Publisher {
    /** Windows shrink to maps that are no larger than they are; masks are part of the state. */
    MICROSOFT,
    /** Windows keep their size, and small maps are padded to them. */
    TORCHVISION
  }

  /** Makes the attention of a stage's block. */
  @FunctionalInterface
  interface Attentions {
    /** For a stage, from 0 on. */
    Layer of(int stage, WindowAttention.Shape shape);
  }

  /** With truncated normal weights of deviation 0.02. */
  SwinClassifier(SwinConfig config, Publisher publisher, NormOrder order, Attentions attentions) {
    this.config = config;
    boolean torchvision = publisher == Publisher.TORCHVISION;
    int width = config.embedDim();
    int depth = config.depths().size();
    this.positions = config.ape()
        ? parameter("absolute_pos_embed", TransformerInit.normal(1, (long) config.rows() * config.columns(), width))
        : null;
    this.patchEmbed = child("patch_embed", new PatchEmbed(config.inChans(), width, config.patchSize(),
        ConvOptions.stride(config.patchSize()), config.patchNorm() ? new LayerNorm(width) : null));
    this.posDrop = child("pos_drop", new Dropout(torchvision ? 0 : config.dropRate()));
    List<Windows> shrunk = Windows.shrunk(config.rows(), config.columns(), config.windowSize(), depth);
    SwinStage.Plan plan = new SwinStage.Plan(width, config.depths(), config.mlpRatio(), config.dropRate(),
        config.dropPathRate(), order);
    this.stages = SwinStage.all(plan, (stage, shifts) -> {
      int side = torchvision ? config.windowSize() : shrunk.get(stage).side();
      Windows.Rule rule = torchvision ? Windows.Rule.ALONG_LONGER_SIDES : Windows.Rule.WITHIN_BOTH_SIDES;
      return attentions.of(stage, new WindowAttention.Shape((long) width << stage, config.numHeads().get(stage), side,
          shifts ? side / 2 : 0, rule, torchvision, config.attnDropRate(), config.dropRate(), masks));
    }, torchvision ? List.of() : shrunk);
    child("layers", new Sequential(stages));
    long last = (long) width << depth - 1;
    this.norm = child("norm", new LayerNorm(last));
    this.head = config.numClasses() == 0 ? null : child("head", new Linear(last, config.numClasses()));
    TransformerInit.linear(this);
    if (torchvision) {
      nameState(SwinState.torchvision(depth));
    }
  }

  /** Scores (n, classes) of pictures (n, channels, height, width); means (n, channels) where there are no classes. */
  @Override
  protected Tensor forward(Tensor x) {
    Tensor pooled = Chain.of(x, this::embedded,                              // (n, h/4, w/4, c)
        field -> Chain.of(field, stages.toArray(Layer[]::new)),              // (n, h/32, w/32, 8c)
        norm, field -> field.mean(1, 2));                                    // (n, 8c)
    return head == null ? pooled : head.apply(pooled);                       // (n, classes)
  }

  private Tensor embedded(Tensor x) {
    int patch = config.patchSize();
    if (x.dim() != 4 || x.size(2) < patch || x.size(3) < patch) {
      throw new TensorException(getClass().getSimpleName() + ": expected pictures (n, " + config.inChans()
          + ", height, width) of " + patch + " pixels (a patch) or more along each side, got " + x.describe());
    }
    Tensor field = patchEmbed.apply(x);
    return posDrop.apply(positions == null ? field
        : placed(field, Fields.toMaps(Fields.ofTokens(positions, config.rows(), config.columns()))));
  }

  /** A field with position embeddings (1, c, rows, columns), resized bicubically where the field has another size. */
  static Tensor placed(Tensor field, Tensor positions) {
    boolean fits = positions.size(2) == field.size(1) && positions.size(3) == field.size(2);
    Tensor resized = fits ? positions
        : Sampling.interpolate(positions, new long[] {field.size(1), field.size(2)}, "bicubic", false);
    return field.add(Fields.ofMaps(resized));
  }

  /** Adds zeros at right and bottom of pictures (n, c, h, w) until patches divide them. */
  static Tensor padded(Tensor x, int patch) {
    long bottom = (patch - x.size(2) % patch) % patch;
    long right = (patch - x.size(3) % patch) % patch;
    return bottom == 0 && right == 0 ? x : Sampling.pad(x, 0, right, 0, bottom);
  }

  /** The outputs of four stages, before their mergings; the last one is normalised as for the scores. */
  @Override
  public Features features(Tensor x) {
    if (stages.size() != 4) {
      throw new TensorException(getClass().getSimpleName() + ": expected 4 stages for four feature maps, got "
          + stages.size() + "; set depths");
    }
    return call(x, () -> {
      Tensor c2 = stages.get(0).blocks(embedded(padded(x, config.patchSize())));
      Tensor c3 = stages.get(1).blocks(stages.get(0).merged(c2));
      Tensor c4 = stages.get(2).blocks(stages.get(1).merged(c3));
      Tensor c5 = norm.apply(stages.get(3).blocks(stages.get(2).merged(c4)));
      return new Features(Fields.toMaps(c2), Fields.toMaps(c3), Fields.toMaps(c4), Fields.toMaps(c5));
    });
  }

  @Override
  public List<Integer> featureChannels() {
    return config.channels();
  }

  @Override
  public List<StateLayout> layouts() {
    return List.of(SwinState.torchvision(stages.size()));
  }

  /** Indices and masks of the network itself; tables of other windows and positions of other sizes resized. */
  @Override
  public Map<String, Tensor> adaptState(Map<String, Tensor> state) {
    return SwinState.adapted(stateDict(), state, config.rows(), config.columns());
  }

  /** Frees the masks too. */
  @Override
  public void close() {
    masks.close();
    super.close();
  }
}
