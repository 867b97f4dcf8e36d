package dev.fovea.models.classification;

import static dev.fovea.nn.ConvOptions.stride;

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
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * GoogLeNet (Inception v1): windows of several sizes side by side, cheap by 1x1 convolutions before them.
 *
 * <p>Szegedy et al., Going Deeper with Convolutions, 2014, table 1, with batch normalisation; as in torchvision, whose
 * checkpoint it loads, the paper's 5x5 windows are 3x3. Two auxiliary classifiers sit on 4a and 4d. Pictures of 15
 * pixels or more; the paper's have 224.
 *
 * <pre>{@code
 * Tensor scores = new GoogLeNet(GoogLeNet.GOOGLENET).apply(images);   // (n, 3, h, w) to (n, 1000)
 * }</pre>
 */
public final class GoogLeNet extends Layer implements HasAuxiliaryScores {
  /** {@code googlenet}. */
  public static final Config GOOGLENET = new Config(1000, true, false, true, 0.2, 0.7, 3);

  /**
   * The shape of a GoogLeNet.
   *
   * @param numClasses length of the scores
   * @param auxLogits whether there are auxiliary classifiers
   * @param transformInput whether inputs scaled by ImageNet's means and deviations are first scaled to [-1, 1]
   * @param initWeights whether weights start from a normal of deviation 0.01, cut at 2, as the reference's do
   * @param dropout probability that an activation before the last layer is dropped in training
   * @param dropoutAux the same in the auxiliary classifiers
   * @param inChannels channels of the pictures
   */
  public record Config(int numClasses, boolean auxLogits, boolean transformInput, boolean initWeights, double dropout,
      double dropoutAux, int inChannels) {
    /** Checks the sizes. */
    public Config {
      InceptionInput.check(numClasses, inChannels, transformInput);
    }
  }

  private final Config config;
  private final Layer[] stem;
  private final Layer[] to4a;
  private final Layer[] to4d;
  private final Layer[] to5b;
  private final @Nullable Auxiliary aux1;
  private final @Nullable Auxiliary aux2;
  private final AdaptiveAvgPool2d avgpool;
  private final Dropout dropout;
  private final Linear fc;

  /** With weights as the configuration says. */
  public GoogLeNet(Config config) {
    this.config = config;
    this.stem = new Layer[] {
        child("conv1", conv(config.inChannels, 64, 7, stride(2).padding(3))),
        child("maxpool1", new MaxPool2d(3, 2, 0, true)),
        child("conv2", conv(64, 64, 1, ConvOptions.DEFAULT)),
        child("conv3", conv(64, 192, 3, ConvOptions.DEFAULT.padding(1))),
        child("maxpool2", new MaxPool2d(3, 2, 0, true))};
    this.to4a = new Layer[] {
        child("inception3a", new Inception(192, 64, 96, 128, 16, 32, 32)),
        child("inception3b", new Inception(256, 128, 128, 192, 32, 96, 64)),
        child("maxpool3", new MaxPool2d(3, 2, 0, true)),
        child("inception4a", new Inception(480, 192, 96, 208, 16, 48, 64))};
    this.to4d = new Layer[] {
        child("inception4b", new Inception(512, 160, 112, 224, 24, 64, 64)),
        child("inception4c", new Inception(512, 128, 128, 256, 24, 64, 64)),
        child("inception4d", new Inception(512, 112, 144, 288, 32, 64, 64))};
    this.to5b = new Layer[] {
        child("inception4e", new Inception(528, 256, 160, 320, 32, 128, 128)),
        child("maxpool4", new MaxPool2d(2, 2, 0, true)),
        child("inception5a", new Inception(832, 256, 160, 320, 32, 128, 128)),
        child("inception5b", new Inception(832, 384, 192, 384, 48, 128, 128))};
    this.aux1 = config.auxLogits ? child("aux1", new Auxiliary(512, config)) : null;
    this.aux2 = config.auxLogits ? child("aux2", new Auxiliary(528, config)) : null;
    this.avgpool = child("avgpool", new AdaptiveAvgPool2d(1, 1));
    this.dropout = child("dropout", new Dropout(config.dropout));
    this.fc = child("fc", new Linear(1024, config.numClasses));
    if (config.initWeights) {
      namedModules().values().forEach(GoogLeNet::initialize);
    }
  }

  private static void initialize(dev.fovea.nn.Module module) {
    if (module instanceof Conv2d conv) {
      Init.truncNormal_(conv.weight(), 0, 0.01, -2, 2);
    } else if (module instanceof Linear linear) {
      Init.truncNormal_(linear.weight(), 0, 0.01, -2, 2);
    }
  }

  /** Scores (n, classes) of pictures (n, channels, height, width), both sides 15 or more. */
  @Override
  protected Tensor forward(Tensor x) {
    SmallestInput.require("googlenet", x, 15);
    return Chain.of(InceptionInput.of(x, config.transformInput),
        maps -> Chain.of(maps, stem),                        // (n, 192, h/8, w/8)
        maps -> Chain.of(maps, to4a),                        // (n, 512, h/16, w/16)
        maps -> Chain.of(maps, to4d),                        // (n, 528, h/16, w/16)
        maps -> Chain.of(maps, to5b),                        // (n, 1024, h/32, w/32)
        this::head);                                         // (n, classes)
  }

  @Override
  public Scores scores(Tensor x) {
    if (aux1 == null || aux2 == null || !isTraining()) {
      return new Scores(apply(x), List.of());
    }
    SmallestInput.require("googlenet", x, 15);
    return call(x, () -> {
      Tensor at4a = Chain.of(Chain.of(InceptionInput.of(x, config.transformInput), stem), to4a);
      Tensor at4d = Chain.of(at4a, to4d);
      return new Scores(head(Chain.of(at4d, to5b)), List.of(aux1.apply(at4a), aux2.apply(at4d)));
    });
  }

  private Tensor head(Tensor maps) {
    return Chain.of(maps, avgpool, pooled -> pooled.flatten(1), dropout, fc);
  }

  @Override
  public double auxiliaryWeight() {
    return 0.3;
  }

  private static ConvBn conv(int in, int out, int kernel, ConvOptions options) {
    return new ConvBn(in, out, new long[] {kernel, kernel}, options, 1e-3);
  }

  /** 1x1, 3x3, 3x3 and pooling side by side; the paper's figure 2(b). */
  private static final class Inception extends Layer {
    private final List<Layer> branches;

    Inception(int in, int c1, int reduce3, int c3, int reduce5, int c5, int pool) {
      ConvOptions padded = ConvOptions.DEFAULT.padding(1);
      this.branches = List.of(
          child("branch1", conv(in, c1, 1, ConvOptions.DEFAULT)),
          child("branch2", new Sequential(conv(in, reduce3, 1, ConvOptions.DEFAULT), conv(reduce3, c3, 3, padded))),
          child("branch3", new Sequential(conv(in, reduce5, 1, ConvOptions.DEFAULT), conv(reduce5, c5, 3, padded))),
          child("branch4", new Sequential(new MaxPool2d(3, 1, 1, true), conv(in, pool, 1, ConvOptions.DEFAULT))));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return Tensors.cat(branches.stream().map(branch -> branch.apply(x)).toList(), 1);
    }
  }

  /** Scores from the middle of the network; section 5 of the paper. */
  private static final class Auxiliary extends Layer {
    private final ConvBn conv;
    private final Linear fc1;
    private final Linear fc2;
    private final Dropout dropout;

    Auxiliary(int in, Config config) {
      this.conv = child("conv", conv(in, 128, 1, ConvOptions.DEFAULT));
      this.fc1 = child("fc1", new Linear(2048, 1024));
      this.fc2 = child("fc2", new Linear(1024, config.numClasses));
      this.dropout = child("dropout", new Dropout(config.dropoutAux));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return Chain.of(x, maps -> Pooling.adaptiveAvgPool2d(maps, 4, 4), conv,   // (n, 128, 4, 4)
          maps -> maps.flatten(1), fc1, Tensor::relu_, dropout, fc2);           // (n, 2048), (n, 1024), (n, classes)
    }
  }
}
