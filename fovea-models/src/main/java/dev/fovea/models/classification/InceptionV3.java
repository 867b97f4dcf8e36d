package dev.fovea.models.classification;

import dev.fovea.models.HasAuxiliaryScores;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.ConvBn;
import dev.fovea.nn.AdaptiveAvgPool2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Init;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Module;
import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Inception v3: large windows factorised into small ones, and those into rows and columns.
 *
 * <p>Szegedy et al., Rethinking the Inception Architecture for Computer Vision, 2015, table 1 and figures 5 to 7, with
 * the auxiliary classifier on the last 17x17 maps. Pictures of 75 pixels or more; the paper's have 299.
 *
 * <pre>{@code
 * Tensor scores = new InceptionV3(InceptionV3.INCEPTION_V3).apply(images);   // (n, 3, h, w) to (n, 1000)
 * }</pre>
 */
public final class InceptionV3 extends Layer implements HasAuxiliaryScores {
  /** {@code inception_v3}. */
  public static final Config INCEPTION_V3 = new Config(1000, true, false, true, 0.5, 3);

  /**
   * The shape of an Inception v3.
   *
   * @param numClasses length of the scores
   * @param auxLogits whether there is an auxiliary classifier
   * @param transformInput whether inputs scaled by ImageNet's means and deviations are first scaled to [-1, 1]
   * @param initWeights whether weights start from a normal of deviation 0.1, cut at 2, as the reference's do
   * @param dropout probability that an activation before the last layer is dropped in training
   * @param inChannels channels of the pictures
   */
  public record Config(int numClasses, boolean auxLogits, boolean transformInput, boolean initWeights, double dropout,
      int inChannels) {
    /** Checks the sizes. */
    public Config {
      InceptionInput.check(numClasses, inChannels, transformInput);
    }
  }

  private static final UnaryOperator<Tensor> AVERAGE = x -> Pooling.avgPool2d(x, 3, 1, 1);
  private static final UnaryOperator<Tensor> HALVE = x -> Pooling.maxPool2d(x, 3, 2, 0);

  private final Config config;
  private final Layer[] stem;
  private final Layer[] to17;
  private final Layer[] to8;
  private final @Nullable Auxiliary auxiliary;
  private final AdaptiveAvgPool2d avgpool;
  private final Dropout dropout;
  private final Linear fc;

  /** With weights as the configuration says. */
  public InceptionV3(Config config) {
    this.config = config;
    this.stem = new Layer[] {
        child("Conv2d_1a_3x3", conv(config.inChannels, 32, 3, 3, ConvOptions.stride(2))),
        child("Conv2d_2a_3x3", conv(32, 32, 3, 3, ConvOptions.DEFAULT)),
        child("Conv2d_2b_3x3", same(32, 64, 3, 3)),
        child("maxpool1", new MaxPool2d(3, 2)),
        child("Conv2d_3b_1x1", same(64, 80, 1, 1)),
        child("Conv2d_4a_3x3", conv(80, 192, 3, 3, ConvOptions.DEFAULT)),
        child("maxpool2", new MaxPool2d(3, 2))};
    this.to17 = new Layer[] {
        child("Mixed_5b", new Mixed5(192, 32)),
        child("Mixed_5c", new Mixed5(256, 64)),
        child("Mixed_5d", new Mixed5(288, 64)),
        child("Mixed_6a", new Reduction6(288)),
        child("Mixed_6b", new Mixed6(768, 128)),
        child("Mixed_6c", new Mixed6(768, 160)),
        child("Mixed_6d", new Mixed6(768, 160)),
        child("Mixed_6e", new Mixed6(768, 192))};
    this.auxiliary = config.auxLogits ? child("AuxLogits", new Auxiliary(768, config.numClasses)) : null;
    this.to8 = new Layer[] {
        child("Mixed_7a", new Reduction7(768)),
        child("Mixed_7b", new Mixed7(1280)),
        child("Mixed_7c", new Mixed7(2048))};
    this.avgpool = child("avgpool", new AdaptiveAvgPool2d(1, 1));
    this.dropout = child("dropout", new Dropout(config.dropout));
    this.fc = child("fc", new Linear(2048, config.numClasses));
    if (config.initWeights) {
      namedModules().forEach(InceptionV3::initialize);
    }
  }

  private static void initialize(String name, Module module) {
    if (module instanceof Conv2d conv) {
      Init.truncNormal_(conv.weight(), 0, name.equals("AuxLogits.conv1.conv") ? 0.01 : 0.1, -2, 2);
    } else if (module instanceof Linear linear) {
      Init.truncNormal_(linear.weight(), 0, name.equals("AuxLogits.fc") ? 0.001 : 0.1, -2, 2);
    }
  }

  /** Scores (n, classes) of pictures (n, channels, height, width), both sides 75 or more. */
  @Override
  protected Tensor forward(Tensor x) {
    SmallestInput.require("inception_v3", x, 75);
    return Chain.of(InceptionInput.of(x, config.transformInput),
        maps -> Chain.of(maps, stem),                        // (n, 192, 35, 35) of pictures of 299
        maps -> Chain.of(maps, to17),                        // (n, 768, 17, 17)
        this::head);                                         // (n, classes)
  }

  @Override
  public Scores scores(Tensor x) {
    if (auxiliary == null || !isTraining()) {
      return new Scores(apply(x), List.of());
    }
    SmallestInput.require("inception_v3 with its auxiliary classifier (aux_logits)", x, 299);
    return call(x, () -> {
      Tensor maps = Chain.of(Chain.of(InceptionInput.of(x, config.transformInput), stem), to17);
      return new Scores(head(maps), List.of(auxiliary.apply(maps)));
    });
  }

  private Tensor head(Tensor at17) {
    return Chain.of(at17, maps -> Chain.of(maps, to8),       // (n, 2048, 8, 8)
        avgpool, dropout, pooled -> pooled.flatten(1), fc);  // (n, classes)
  }

  @Override
  public double auxiliaryWeight() {
    return 0.4;
  }

  private static ConvBn conv(int in, int out, int height, int width, ConvOptions options) {
    return new ConvBn(in, out, new long[] {height, width}, options, 1e-3);
  }

  /** A window that keeps the size. */
  private static ConvBn same(int in, int out, int height, int width) {
    return conv(in, out, height, width, ConvOptions.DEFAULT.padding(height / 2, width / 2));
  }

  /** Branches side by side, their maps one after the other. */
  private abstract static class Branches extends Layer {
    @SafeVarargs
    static Tensor cat(Tensor x, UnaryOperator<Tensor>... branches) {
      return Tensors.cat(java.util.Arrays.stream(branches).map(branch -> branch.apply(x)).toList(), 1);
    }

    static UnaryOperator<Tensor> chain(UnaryOperator<Tensor>... steps) {
      return x -> Chain.of(x, steps);
    }
  }

  /** Figure 5: the 5x5 window as two of 3x3. */
  private static final class Mixed5 extends Branches {
    private final ConvBn branch1x1;
    private final ConvBn[] branch5x5;
    private final ConvBn[] branch3x3dbl;
    private final ConvBn branchPool;

    Mixed5(int in, int pool) {
      this.branch1x1 = child("branch1x1", same(in, 64, 1, 1));
      this.branch5x5 = new ConvBn[] {
          child("branch5x5_1", same(in, 48, 1, 1)),
          child("branch5x5_2", same(48, 64, 5, 5))};
      this.branch3x3dbl = new ConvBn[] {
          child("branch3x3dbl_1", same(in, 64, 1, 1)),
          child("branch3x3dbl_2", same(64, 96, 3, 3)),
          child("branch3x3dbl_3", same(96, 96, 3, 3))};
      this.branchPool = child("branch_pool", same(in, pool, 1, 1));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return cat(x, branch1x1, chain(branch5x5), chain(branch3x3dbl), chain(AVERAGE, branchPool));
    }
  }

  /** From 35x35 to 17x17 maps without a bottleneck. */
  private static final class Reduction6 extends Branches {
    private final ConvBn branch3x3;
    private final ConvBn[] branch3x3dbl;

    Reduction6(int in) {
      this.branch3x3 = child("branch3x3", conv(in, 384, 3, 3, ConvOptions.stride(2)));
      this.branch3x3dbl = new ConvBn[] {
          child("branch3x3dbl_1", same(in, 64, 1, 1)),
          child("branch3x3dbl_2", same(64, 96, 3, 3)),
          child("branch3x3dbl_3", conv(96, 96, 3, 3, ConvOptions.stride(2)))};
    }

    @Override
    protected Tensor forward(Tensor x) {
      return cat(x, branch3x3, chain(branch3x3dbl), HALVE);
    }
  }

  /** Figure 6: 7x7 windows as rows and columns. */
  private static final class Mixed6 extends Branches {
    private final ConvBn branch1x1;
    private final ConvBn[] branch7x7;
    private final ConvBn[] branch7x7dbl;
    private final ConvBn branchPool;

    Mixed6(int in, int c7) {
      this.branch1x1 = child("branch1x1", same(in, 192, 1, 1));
      this.branch7x7 = new ConvBn[] {
          child("branch7x7_1", same(in, c7, 1, 1)),
          child("branch7x7_2", same(c7, c7, 1, 7)),
          child("branch7x7_3", same(c7, 192, 7, 1))};
      this.branch7x7dbl = new ConvBn[] {
          child("branch7x7dbl_1", same(in, c7, 1, 1)),
          child("branch7x7dbl_2", same(c7, c7, 7, 1)),
          child("branch7x7dbl_3", same(c7, c7, 1, 7)),
          child("branch7x7dbl_4", same(c7, c7, 7, 1)),
          child("branch7x7dbl_5", same(c7, 192, 1, 7))};
      this.branchPool = child("branch_pool", same(in, 192, 1, 1));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return cat(x, branch1x1, chain(branch7x7), chain(branch7x7dbl), chain(AVERAGE, branchPool));
    }
  }

  /** From 17x17 to 8x8 maps. */
  private static final class Reduction7 extends Branches {
    private final ConvBn[] branch3x3;
    private final ConvBn[] branch7x7x3;

    Reduction7(int in) {
      this.branch3x3 = new ConvBn[] {
          child("branch3x3_1", same(in, 192, 1, 1)),
          child("branch3x3_2", conv(192, 320, 3, 3, ConvOptions.stride(2)))};
      this.branch7x7x3 = new ConvBn[] {
          child("branch7x7x3_1", same(in, 192, 1, 1)),
          child("branch7x7x3_2", same(192, 192, 1, 7)),
          child("branch7x7x3_3", same(192, 192, 7, 1)),
          child("branch7x7x3_4", conv(192, 192, 3, 3, ConvOptions.stride(2)))};
    }

    @Override
    protected Tensor forward(Tensor x) {
      return cat(x, chain(branch3x3), chain(branch7x7x3), HALVE);
    }
  }

  /** Figure 7: wide blocks for the smallest maps. */
  private static final class Mixed7 extends Branches {
    private final ConvBn branch1x1;
    private final ConvBn branch3x3;
    private final ConvBn branch3x3Row;
    private final ConvBn branch3x3Column;
    private final ConvBn[] branch3x3dbl;
    private final ConvBn doubleRow;
    private final ConvBn doubleColumn;
    private final ConvBn branchPool;

    Mixed7(int in) {
      this.branch1x1 = child("branch1x1", same(in, 320, 1, 1));
      this.branch3x3 = child("branch3x3_1", same(in, 384, 1, 1));
      this.branch3x3Row = child("branch3x3_2a", same(384, 384, 1, 3));
      this.branch3x3Column = child("branch3x3_2b", same(384, 384, 3, 1));
      this.branch3x3dbl = new ConvBn[] {
          child("branch3x3dbl_1", same(in, 448, 1, 1)),
          child("branch3x3dbl_2", same(448, 384, 3, 3))};
      this.doubleRow = child("branch3x3dbl_3a", same(384, 384, 1, 3));
      this.doubleColumn = child("branch3x3dbl_3b", same(384, 384, 3, 1));
      this.branchPool = child("branch_pool", same(in, 192, 1, 1));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return cat(x, branch1x1,
          chain(branch3x3, y -> cat(y, branch3x3Row, branch3x3Column)),
          chain(chain(branch3x3dbl), y -> cat(y, doubleRow, doubleColumn)),
          chain(AVERAGE, branchPool));
    }
  }

  /** Scores from the 17x17 maps; section 4 of the paper. */
  private static final class Auxiliary extends Layer {
    private final ConvBn conv0;
    private final ConvBn conv1;
    private final Linear fc;

    Auxiliary(int in, int numClasses) {
      this.conv0 = child("conv0", same(in, 128, 1, 1));
      this.conv1 = child("conv1", conv(128, 768, 5, 5, ConvOptions.DEFAULT));
      this.fc = child("fc", new Linear(768, numClasses));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return Chain.of(x, maps -> Pooling.avgPool2d(maps, 5, 3, 0),           // (n, 768, 5, 5)
          conv0, conv1,                                                      // (n, 768, 1, 1)
          maps -> Pooling.adaptiveAvgPool2d(maps, 1, 1), maps -> maps.flatten(1), fc);
    }
  }
}
