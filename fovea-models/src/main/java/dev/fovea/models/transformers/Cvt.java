package dev.fovea.models.transformers;

import dev.fovea.models.FeaturePyramid;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.Fields;
import dev.fovea.models.layers.TransformerInit;
import dev.fovea.nn.Identity;
import dev.fovea.nn.Init;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The Convolutional vision Transformer: tokens and the inputs of attention come from convolutions, so that it needs no
 * position embeddings.
 *
 * <p>Wu et al., CvT: Introducing Convolutions to Vision Transformers, 2021, figure 2 and table 2, in the authors'
 * layout.
 *
 * <pre>{@code
 * Tensor scores = new Cvt(Cvt.CVT_13).apply(images);   // (n, 3, h, w) to (n, 1000)
 * }</pre>
 */
public final class Cvt extends Layer implements FeaturePyramid {
  /** {@code cvt_13}. */
  public static final Config CVT_13 = Config.of(1, 2, 10);
  /** {@code cvt_21}. */
  public static final Config CVT_21 = Config.of(1, 4, 16);

  /** What queries, keys and values are taken from. */
  public enum QkvProjMethod {
    /** A depthwise convolution with batch normalisation. */
    DW_BN,
    /** Means for keys and values; the map itself for queries. */
    AVG,
    /** The map itself. */
    LINEAR
  }

  /** How linear layers start. */
  public enum Start {
    /** Truncated normals of deviation 0.02. */
    TRUNC_NORM,
    /** Uniform, by Glorot and Bengio, 2010. */
    XAVIER
  }

  /**
   * The stages; lists have a value a stage.
   *
   * @param numStages their number
   * @param patchSize sides of the windows that become tokens
   * @param patchStride steps between them
   * @param patchPadding zeros around the maps before
   * @param dimEmbed widths of the tokens
   * @param numHeads attention heads, which divide the widths
   * @param depth blocks
   * @param mlpRatio widths inside the multi-layer perceptrons, in widths
   * @param qkvBias whether queries, keys and values have a bias
   * @param dropRate probabilities that an activation is dropped in training
   * @param attnDropRate probabilities that an attention weight is dropped in training
   * @param dropPathRate probabilities that the last block's branches are dropped in training, rising from 0 in a stage
   * @param clsToken whether a class token stands before the others; the last stage's is what is classified
   * @param qkvProjMethod what queries, keys and values are taken from
   * @param kernelQkv sides of the convolutions before attention
   * @param paddingQ zeros around the queries' map
   * @param strideQ steps of the queries' convolution, 1
   * @param paddingKv zeros around the keys' and values' map
   * @param strideKv steps of the keys' and values' convolutions
   */
  public record Spec(int numStages, List<Integer> patchSize, List<Integer> patchStride, List<Integer> patchPadding,
      List<Integer> dimEmbed, List<Integer> numHeads, List<Integer> depth, List<Double> mlpRatio,
      List<Boolean> qkvBias, List<Double> dropRate, List<Double> attnDropRate, List<Double> dropPathRate,
      List<Boolean> clsToken, List<QkvProjMethod> qkvProjMethod, List<Integer> kernelQkv, List<Integer> paddingQ,
      List<Integer> strideQ, List<Integer> paddingKv, List<Integer> strideKv) {
    /** Checks that the sizes fit. */
    public Spec {
      List<List<?>> lists = List.of(patchSize, patchStride, patchPadding, dimEmbed, numHeads, depth, mlpRatio, qkvBias,
          dropRate, attnDropRate, dropPathRate, clsToken, qkvProjMethod, kernelQkv, paddingQ, strideQ, paddingKv,
          strideKv);
      for (List<?> list : lists) {
        if (numStages < 1 || list.size() != numStages) {
          throw new IllegalArgumentException("NUM_STAGES: expected lists of " + numStages + " values, got " + list);
        }
      }
      for (List<Integer> sizes : List.of(patchSize, patchStride, dimEmbed, numHeads, depth, kernelQkv, strideKv)) {
        if (Collections.min(sizes) < 1) {
          throw new IllegalArgumentException("SPEC: expected sizes, steps and counts of 1 or more, got " + sizes);
        }
      }
      for (int i = 0; i < numStages; i++) {
        if (dimEmbed.get(i) % numHeads.get(i) != 0) {
          throw new IllegalArgumentException("DIM_EMBED: expected multiples of NUM_HEADS " + numHeads + ", got "
              + dimEmbed);
        }
        boolean same = qkvProjMethod.get(i) != QkvProjMethod.DW_BN || 2 * paddingQ.get(i) == kernelQkv.get(i) - 1;
        if (strideQ.get(i) != 1 || !same) {
          throw new IllegalArgumentException("STRIDE_Q, PADDING_Q: expected queries for all places (1 and half of "
              + "KERNEL_QKV " + kernelQkv + "), got " + strideQ + " and " + paddingQ);
        }
      }
    }

    private static Spec of(Integer... depth) {
      return new Spec(3, List.of(7, 3, 3), List.of(4, 2, 2), List.of(2, 1, 1), List.of(64, 192, 384),
          List.of(1, 3, 6), List.of(depth), Collections.nCopies(3, 4.0), Collections.nCopies(3, true),
          Collections.nCopies(3, 0.0), Collections.nCopies(3, 0.0), List.of(0.0, 0.0, 0.1),
          List.of(false, false, true), Collections.nCopies(3, QkvProjMethod.DW_BN), Collections.nCopies(3, 3),
          Collections.nCopies(3, 1), Collections.nCopies(3, 1), Collections.nCopies(3, 1), Collections.nCopies(3, 2));
    }
  }

  /**
   * The shape of a Convolutional vision Transformer.
   *
   * @param inChans channels of the pictures
   * @param numClasses length of the scores; 0 for the class token itself
   * @param init how linear layers start
   * @param spec the stages
   */
  public record Config(int inChans, int numClasses, Start init, Spec spec) {
    /** Checks that the sizes fit. */
    public Config {
      if (inChans < 1 || numClasses < 0) {
        throw new IllegalArgumentException("in_chans, num_classes: expected 1 or more and 0 or more, got " + inChans
            + ", " + numClasses);
      }
    }

    private static Config of(Integer... depth) {
      return new Config(3, 1000, Start.TRUNC_NORM, Spec.of(depth));
    }
  }

  private final Config config;
  private final List<CvtStage> stages = new ArrayList<>();
  private final LayerNorm norm;
  private final Layer head;

  /** With weights as the authors start them. */
  public Cvt(Config config) {
    this.config = config;
    Spec spec = config.spec;
    for (int i = 0; i < spec.numStages; i++) {
      stages.add(child("stage" + i, new CvtStage(i == 0 ? config.inChans : spec.dimEmbed.get(i - 1), spec, i)));
    }
    TransformerInit.linear(this);
    if (config.init == Start.XAVIER) {
      namedModules().values().forEach(module -> {
        if (module instanceof Linear linear) {
          Init.xavierUniform_(linear.weight());
        }
      });
    }
    int last = spec.dimEmbed.get(spec.numStages - 1);
    this.norm = child("norm", new LayerNorm(last));
    if (config.numClasses == 0) {
      this.head = child("head", new Identity());
    } else {
      Linear scores = new Linear(last, config.numClasses);
      Init.truncNormal_(scores.weight(), 0.02);
      this.head = child("head", scores);
    }
  }

  /** Scores (n, classes) of pictures (n, channels, height, width). */
  @Override
  protected Tensor forward(Tensor x) {
    Tensor maps = x;
    for (CvtStage stage : stages.subList(0, stages.size() - 1)) {
      maps = stage.maps(maps);                                                 // (n, c, h/4, w/4), (n, c, h/8, w/8)
    }
    CvtStage last = stages.get(stages.size() - 1);
    return Chain.of(maps, last, norm,                                          // (n, [1 +] h/16 w/16, c)
        tokens -> last.hasClassToken() ? tokens.select(1, 0) : tokens.mean(1), head);
  }

  /**
   * The maps of the stages, not normalised. Where there are three of them, the smallest map is every other place of
   * that before, as feature pyramid networks add a level (Lin et al., 2017).
   */
  @Override
  public Features features(Tensor x) {
    int levels = pyramid();
    return call(x, () -> {
      Tensor c2 = stages.get(0).maps(x);
      Tensor c3 = stages.get(1).maps(c2);
      Tensor c4 = stages.get(2).maps(c3);
      return new Features(c2, c3, c4, levels == 3 ? Pooling.maxPool2d(c4, 1, 2, 0) : stages.get(3).maps(c4));
    });
  }

  @Override
  public List<Integer> featureChannels() {
    int levels = pyramid();
    List<Integer> widths = config.spec.dimEmbed;
    return List.of(widths.get(0), widths.get(1), widths.get(2), widths.get(levels - 1));
  }

  private int pyramid() {
    int levels = config.spec.numStages;
    if (levels < 3 || levels > 4) {
      throw new TensorException("Cvt: a pyramid of features needs 3 or 4 stages, got " + levels);
    }
    return levels;
  }

  @Override
  public String describe() {
    return "Cvt(" + config.spec.depth + ", " + config.numClasses + " classes)";
  }
}
