package dev.fovea.models.transformers;

import dev.fovea.models.AdaptsState;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.Fields;
import dev.fovea.models.layers.TransformerInit;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Init;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Module;
import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Locally shifted attention with early global integration: each patch first attends to slightly shifted copies of
 * itself, then the patches attend to each other, on maps that shrink from stage to stage.
 *
 * <p>Sheynin, Benaim, Polyak and Wolf, Locally Shifted Attention With Early Global Integration, 2021, figure 1 and
 * section 3, in the authors' layout.
 *
 * <pre>{@code
 * Tensor scores = new LocallyShifted(LocallyShifted.TINY_IMAGENET).apply(images);   // (n, 3, 224, 224) to (n, 1000)
 * }</pre>
 */
public final class LocallyShifted extends Layer implements AdaptsState {
  private static final double EPS = 1e-6;

  /** How pictures are shifted, and who shares keys and values. */
  public enum Variant {
    /** Rolled pictures, and one head of keys and values for all queries. */
    CIFAR(new int[][] {{0, 0}, {1, 0}, {0, 1}, {-1, 0}, {0, -1}, {2, 0}, {0, 2}, {-2, 0}, {0, -2}, {1, 1}, {1, 2},
        {1, -1}, {-1, 1}, {-1, 2}, {-1, -1}, {2, 1}, {2, 2}, {2, -1}}),
    /** Pictures that continue on the other side to the left and above, and keys and values of each head. */
    IMAGENET(new int[][] {{0, 0}, {1, 0}, {2, 0}, {3, 0}, {0, 1}, {0, 2}, {0, 3}, {1, 1}, {2, 2}, {3, 3}});

    private final int[][] shifts;

    Variant(int[][] shifts) {
      this.shifts = shifts;
    }

    /** By how many pixels the first shifts enlarge a picture at most. */
    private int largest(int variants) {
      return this == CIFAR ? 0 : Arrays.stream(shifts).limit(variants).flatMapToInt(Arrays::stream).max().orElse(0);
    }

    /** Shift {@code i} of pictures (n, c, h, w): (rows, columns) rolled, or (left, top) added. */
    private Tensor shifted(Tensor x, int i) {
      int[] by = shifts[i];
      if (by[0] == 0 && by[1] == 0) {
        return x;
      }
      return this == CIFAR ? x.roll(new long[] {by[0], by[1]}, new long[] {2, 3})
          : Sampling.pad(x, new long[] {by[0], 0, by[1], 0}, "circular", 0);
    }
  }

  /** {@code locally_sag_tiny_imagenet}. */
  public static final Config TINY_IMAGENET = new Config(Variant.IMAGENET, 10, 224, 7, 9, 7, 1, alike(192, 4),
      List.of(4, 4, 4, 4), 4, List.of(2, 4, 4, 4), 1000, 4, 4, 3, true, 0, 0, 0.1);
  /** {@code locally_sag_small_imagenet}. */
  public static final Config SMALL_IMAGENET = new Config(Variant.IMAGENET, 10, 224, 4, 4, 4, 0,
      List.of(List.of(64, 192), List.of(192, 384), List.of(384, 384)), List.of(2, 6, 12), 3, List.of(2, 2, 10), 1000,
      4, 4, 3, true, 0, 0, 0.1);
  /** {@code locally_sag_tiny_cifar}. */
  public static final Config TINY_CIFAR = cifar(192, 4, List.of(2, 4, 4, 4));
  /** {@code locally_sag_small_cifar}. */
  public static final Config SMALL_CIFAR = cifar(384, 6, List.of(2, 4, 4, 4));
  /** {@code locally_sag_base_cifar}. */
  public static final Config BASE_CIFAR = cifar(768, 12, List.of(3, 3, 3, 3));

  /**
   * The shape of a network; lists have an entry for each stage.
   *
   * @param variant how pictures are shifted
   * @param numVariants how many shifts are used, the unshifted picture among them
   * @param imageSize side of the pictures
   * @param patchSize by which the side is divided to get the number of patches along it
   * @param kernelSize side of the window that makes a patch
   * @param strideSize from patch to patch
   * @param paddingSize zeros around the picture
   * @param embeddingDim width of the tokens in a stage and after it
   * @param heads attention heads
   * @param numHierarchies stages
   * @param numLayersPerBlock layers
   * @param numClasses length of the scores
   * @param scalingFactor patches in a stage by those in the next: 4, as pooling halves both sides
   * @param mlpMult width inside the multi-layer perceptrons by that of the tokens
   * @param inChans channels of the pictures
   * @param qkvBias whether queries, keys and values have biases
   * @param attnDrop probability that an attention weight is dropped in training
   * @param projDrop probability that another activation is dropped in training
   * @param stochasticDepthDrop probability that any layer's branch is dropped in training
   */
  public record Config(Variant variant, int numVariants, int imageSize, int patchSize, int kernelSize, int strideSize,
      int paddingSize, List<List<Integer>> embeddingDim, List<Integer> heads, int numHierarchies,
      List<Integer> numLayersPerBlock, int numClasses, int scalingFactor, double mlpMult, int inChans,
      boolean qkvBias, double attnDrop, double projDrop, double stochasticDepthDrop) {
    /** Checks that the parts fit. */
    public Config {
      if (numVariants < 1 || numVariants > variant.shifts.length) {
        throw new IllegalArgumentException("num_variants: expected 1 to " + variant.shifts.length + ", got "
            + numVariants);
      }
      if (embeddingDim.size() != numHierarchies || heads.size() != numHierarchies
          || numLayersPerBlock.size() != numHierarchies) {
        throw new IllegalArgumentException("embedding_dim, heads, num_layers_per_block: expected " + numHierarchies
            + " (num_hierarchies) entries each, got " + embeddingDim + ", " + heads + " and " + numLayersPerBlock);
      }
      for (int i = 0; i < numHierarchies; i++) {
        List<Integer> widths = embeddingDim.get(i);
        if (widths.size() != 2 || widths.get(0) % heads.get(i) != 0
            || i > 0 && !widths.get(0).equals(embeddingDim.get(i - 1).get(1))) {
          throw new IllegalArgumentException("embedding_dim: expected the widths in and after each stage, divided by"
              + " its heads " + heads + " and the first equal to the second of the stage before, got " + embeddingDim);
        }
      }
      if (patchSize < 1 || imageSize < patchSize || imageSize % patchSize != 0 || numClasses < 1 || inChans < 1) {
        throw new IllegalArgumentException("image_size: expected a multiple of patch_size " + patchSize + ", got "
            + imageSize + "; num_classes, in_chans: 1 or more, got " + numClasses + ", " + inChans);
      }
      if (scalingFactor != 4 || !(mlpMult > 0)) {
        throw new IllegalArgumentException("scaling_factor: expected 4, since pooling halves both sides, got "
            + scalingFactor + "; mlp_mult: more than 0, got " + mlpMult);
      }
      int side = imageSize / patchSize;
      int added = variant.largest(numVariants);
      if (strideSize < 1 || along(imageSize, kernelSize, strideSize, paddingSize) != side
          || along(imageSize + added, kernelSize, strideSize, paddingSize) != side) {
        throw new IllegalArgumentException("kernel_size, stride_size, padding_size: expected windows that make " + side
            + " patches (image_size / patch_size) along " + imageSize + " and " + (imageSize + added) + " pixels, got "
            + kernelSize + ", " + strideSize + ", " + paddingSize);
      }
    }
  }

  private static int along(int pixels, int kernel, int stride, int padding) {
    return (pixels + 2 * padding - kernel) / stride + 1;
  }

  private static List<List<Integer>> alike(int width, int stages) {
    return Collections.nCopies(stages, List.of(width, width));
  }

  private static Config cifar(int width, int heads, List<Integer> layers) {
    return new Config(Variant.CIFAR, 18, 32, 1, 3, 1, 1, alike(width, 4), List.of(heads, heads, heads, heads), 4,
        layers, 10, 4, 4, 3, true, 0, 0, 0.1);
  }

  private final Config config;
  private final List<Conv2d> projections = new ArrayList<>();
  private final List<LocallyShiftedStage> stages = new ArrayList<>();
  private final List<Downsample> downsamples = new ArrayList<>();
  private final LayerNorm norm;
  private final Linear mlpHead;

  /** With truncated normal weights of deviation 0.02. */
  public LocallyShifted(Config config) {
    this.config = config;
    Numbered embedding = child("to_patch_embedding", new Embedding()).projections;
    int width = config.embeddingDim.get(0).get(0);
    for (int i = 0; i < config.numVariants; i++) {
      projections.add(embedding.part(i, new Conv2d(config.inChans, width, config.kernelSize,
          ConvOptions.stride(config.strideSize).padding(config.paddingSize))));
    }
    Numbered layers = child("layers", new Numbered());
    long side = config.imageSize / config.patchSize;
    for (int i = 0; i < config.numHierarchies; i++) {
      Numbered pair = layers.part(i, new Numbered());
      stages.add(pair.part(0, new LocallyShiftedStage(config, i, side * side)));
      if (i < config.numHierarchies - 1) {
        downsamples.add(pair.part(1, new Downsample(config.embeddingDim.get(i))));
        side = (side + 1) / 2;
      }
    }
    int last = config.embeddingDim.get(config.numHierarchies - 1).get(0);
    this.norm = child("norm", LayerNorm.withEps(EPS, last));
    this.mlpHead = child("mlp_head", new Linear(last, config.numClasses));
    TransformerInit.linear(this);
    namedModules().values().forEach(module -> {
      if (module instanceof Conv2d convolution) {
        Init.truncNormal_(convolution.weight(), 0.02);
        Init.zeros_(Objects.requireNonNull(convolution.bias()));
      }
    });
  }

  /** Scores (n, classes) of pictures (n, channels, size, size). */
  @Override
  protected Tensor forward(Tensor x) {
    PictureSize.check(x, "LocallyShifted", config.inChans, List.of(config.imageSize, config.imageSize),
        "resize them or set image_size");
    List<Tensor> variants = new ArrayList<>();
    for (int i = 0; i < config.numVariants; i++) {
      variants.add(Fields.toTokens(Fields.ofMaps(projections.get(i).apply(config.variant.shifted(x, i)))));
    }
    Tensor tokens = stages.get(0).integrate(Tensors.stack(variants, 1));       // (n, variants, p, c) to (n, p, c)
    for (int i = 1; i < stages.size(); i++) {
      tokens = stages.get(i).apply(downsamples.get(i - 1).apply(tokens));      // (n, p / 4, c')
    }
    return Chain.of(tokens, norm, all -> all.mean(1), mlpHead);                // (n, classes)
  }

  /** Positions of pictures of another size are resized in each stage, for each shift. */
  @Override
  public Map<String, Tensor> adaptState(Map<String, Tensor> state) {
    Map<String, Tensor> adapted = new LinkedHashMap<>(state);
    for (int i = 0; i < stages.size(); i++) {
      long side = stages.get(i).side();
      adapted.computeIfPresent("layers." + i + ".0.pos_emb", (name, value) -> value.dim() == 2
          ? resized(value.unsqueeze(0), side).squeeze(0)
          : Tensors.cat(value.unbind(0).stream().map(one -> resized(one.unsqueeze(0), side)).toList(), 0));
    }
    return adapted;
  }

  private static Tensor resized(Tensor positions, long side) {
    return PositionEmbeddings.fitted(positions, 0, new long[] {side, side}, PositionEmbeddings.Resampling.PLAIN);
  }

  /** Holds the projections. */
  private static final class Embedding extends Module {
    private final Numbered projections = child("projections", new Numbered());
  }

  /** 3x3 convolution, normalisation over channels, max-pooling by two: tokens (n, p, c) to (n, p/4, c'). */
  private static final class Downsample extends Layer {
    private final Conv2d conv;
    private final LayerNorm norm;

    Downsample(List<Integer> widths) {
      this.conv = child("conv", new Conv2d(widths.get(0), widths.get(1), 3, ConvOptions.DEFAULT.padding(1)));
      this.norm = child("norm", LayerNorm.withEps(EPS, widths.get(1)));
    }

    @Override
    protected Tensor forward(Tensor x) {
      long side = Math.round(Math.sqrt(x.size(1)));
      return Chain.of(Fields.toMaps(Fields.ofTokens(x, side, side)), conv, Fields::ofMaps, norm, Fields::toMaps,
          maps -> Pooling.maxPool2d(maps, 3, 2, 1), Fields::ofMaps, Fields::toTokens);
    }
  }
}
