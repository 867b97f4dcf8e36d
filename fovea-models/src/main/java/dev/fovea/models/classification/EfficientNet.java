package dev.fovea.models.classification;

import dev.fovea.models.HasLayouts;
import dev.fovea.models.StateLayout;
import dev.fovea.models.layers.Chain;
import dev.fovea.nn.AdaptiveAvgPool2d;
import dev.fovea.nn.BatchNorm2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Init;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Module;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.SiLU;
import dev.fovea.nn.StochasticDepth;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * EfficientNet: mobile inverted bottlenecks with squeeze and excitation, scaled in width, depth and resolution together.
 *
 * <p>Tan and Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, 2019, table 1 and equation 3;
 * EfficientNetV2: Smaller Models and Faster Training, 2021, table 4.
 *
 * <pre>{@code
 * Tensor scores = new EfficientNet(EfficientNetSizes.B0).apply(images);   // (n, 3, h, w) to (n, 1000)
 * Tensor other = new EfficientNet(EfficientNetSizes.compound(2.5)).apply(images);
 * }</pre>
 */
public final class EfficientNet extends Layer implements HasLayouts {
  /**
   * The shape of an EfficientNet.
   *
   * @param stages which table of blocks
   * @param widthMult factor of all channels, which are then multiples of 8
   * @param depthMult factor of the blocks in each stage, rounded up
   * @param imageSize side of the pictures that it is meant for, in pixels; others work
   * @param dropout probability that an activation before the last layer is dropped in training
   * @param stochasticDepthProb probability that the last block is skipped in training; it grows from 0 at the first
   * @param numClasses length of the scores
   * @param normEps what is added to variances
   * @param normMomentum weight of a new batch in the running statistics
   * @param inChannels channels of the pictures
   */
  public record Config(Stages stages, double widthMult, double depthMult, int imageSize, double dropout,
      double stochasticDepthProb, int numClasses, double normEps, double normMomentum, int inChannels) {
    /** Checks the ranges. */
    public Config {
      if (!(widthMult > 0) || !(depthMult > 0)) {
        throw new IllegalArgumentException("width_mult, depth_mult: expected numbers above 0, got " + widthMult + ", "
            + depthMult);
      }
      if (imageSize < 1 || numClasses < 1 || inChannels < 1) {
        throw new IllegalArgumentException("image_size, num_classes, in_channels: expected 1 or more, got " + imageSize
            + ", " + numClasses + ", " + inChannels);
      }
    }

    private BatchNorm2d norm(int features) {
      return new BatchNorm2d(features, normEps, normMomentum);
    }

    private int width(int channels) {
      return divisible(channels * widthMult);
    }
  }

  /** The tables of blocks. */
  public enum Stages {
    /** Of EfficientNet-B0, which the compound coefficient scales. */
    V1(1280,
        new Stage(false, 1, 3, 1, 32, 16, 1), new Stage(false, 6, 3, 2, 16, 24, 2),
        new Stage(false, 6, 5, 2, 24, 40, 2), new Stage(false, 6, 3, 2, 40, 80, 3),
        new Stage(false, 6, 5, 1, 80, 112, 3), new Stage(false, 6, 5, 2, 112, 192, 4),
        new Stage(false, 6, 3, 1, 192, 320, 1)),
    V2_S(1280,
        new Stage(true, 1, 3, 1, 24, 24, 2), new Stage(true, 4, 3, 2, 24, 48, 4),
        new Stage(true, 4, 3, 2, 48, 64, 4), new Stage(false, 4, 3, 2, 64, 128, 6),
        new Stage(false, 6, 3, 1, 128, 160, 9), new Stage(false, 6, 3, 2, 160, 256, 15)),
    V2_M(1280,
        new Stage(true, 1, 3, 1, 24, 24, 3), new Stage(true, 4, 3, 2, 24, 48, 5),
        new Stage(true, 4, 3, 2, 48, 80, 5), new Stage(false, 4, 3, 2, 80, 160, 7),
        new Stage(false, 6, 3, 1, 160, 176, 14), new Stage(false, 6, 3, 2, 176, 304, 18),
        new Stage(false, 6, 3, 1, 304, 512, 5)),
    V2_L(1280,
        new Stage(true, 1, 3, 1, 32, 32, 4), new Stage(true, 4, 3, 2, 32, 64, 7),
        new Stage(true, 4, 3, 2, 64, 96, 7), new Stage(false, 4, 3, 2, 96, 192, 10),
        new Stage(false, 6, 3, 1, 192, 224, 19), new Stage(false, 6, 3, 2, 224, 384, 25),
        new Stage(false, 6, 3, 1, 384, 640, 7));

    private final int last;
    private final List<Stage> rows;

    Stages(int last, Stage... rows) {
      this.last = last;
      this.rows = List.of(rows);
    }
  }

  /** A row of the tables: fused or not, expansion, window, stride of the first block, channels in and out, blocks. */
  record Stage(boolean fused, int expand, int kernel, int stride, int in, int out, int layers) {}

  private final Config config;
  private final Sequential features;
  private final AdaptiveAvgPool2d avgpool;
  private final Sequential classifier;

  /** With He's normal weights in convolutions, and uniform ones in +-1/sqrt(classes) in the last layer. */
  public EfficientNet(Config config) {
    this.config = config;
    List<Stage> rows = config.stages.rows;
    int total = rows.stream().mapToInt(row -> (int) Math.ceil(row.layers * config.depthMult)).sum();
    List<Layer> layers = new ArrayList<>();
    layers.add(conv(config.inChannels, config.width(rows.get(0).in), 3, ConvOptions.stride(2), config, true));
    int block = 0;
    int out = 0;
    for (Stage row : rows) {
      List<Layer> stage = new ArrayList<>();
      out = config.width(row.out);
      for (int i = 0; i < (int) Math.ceil(row.layers * config.depthMult); i++) {
        int in = i == 0 ? config.width(row.in) : out;
        double drop = config.stochasticDepthProb * block++ / total;
        stage.add(new MBConv(row, in, out, i == 0 ? row.stride : 1, drop, config));
      }
      layers.add(new Sequential(stage));
    }
    int last = config.stages == Stages.V1 ? 4 * out : config.stages.last;
    layers.add(conv(out, last, 1, ConvOptions.DEFAULT, config, true));
    this.features = child("features", new Sequential(layers));
    this.avgpool = child("avgpool", new AdaptiveAvgPool2d(1, 1));
    this.classifier = child("classifier",
        new Sequential(new Dropout(config.dropout), new Linear(last, config.numClasses)));
    namedModules().values().forEach(EfficientNet::initialize);
  }

  private static void initialize(Module module) {
    if (module instanceof Conv2d conv) {
      Init.kaimingNormal_(conv.weight(), Init.FanMode.FAN_OUT, Init.Nonlinearity.RELU);
      if (conv.stateDict().containsKey("bias")) {
        Init.zeros_(conv.stateDict().get("bias"));
      }
    } else if (module instanceof Linear linear) {
      double range = 1 / Math.sqrt(linear.out());
      Init.uniform_(linear.weight(), -range, range);
      Init.zeros_(linear.stateDict().get("bias"));
    }
  }

  /** Scores (n, classes) of pictures (n, channels, height, width). */
  @Override
  protected Tensor forward(Tensor x) {
    return Chain.of(x, features,                             // (n, last, h/32, w/32)
        avgpool, pooled -> pooled.flatten(1), classifier);   // (n, classes)
  }

  @Override
  public List<StateLayout> layouts() {
    return List.of(EfficientNetLayouts.timm(config.stages.rows));
  }

  /** The nearest multiple of 8 that is not below nine tenths of a number, and at least 8. */
  static int divisible(double channels) {
    int rounded = Math.max(8, (int) (channels + 4) / 8 * 8);
    return rounded < 0.9 * channels ? rounded + 8 : rounded;
  }

  /** Convolution that keeps the size but for its stride, normalisation, and SiLU where asked. */
  private static Sequential conv(int in, int out, int kernel, ConvOptions options, Config config, boolean activate) {
    Conv2d conv = new Conv2d(in, out, kernel, options.padding(kernel / 2).bias(false));
    return activate ? new Sequential(conv, config.norm(out), new SiLU()) : new Sequential(conv, config.norm(out));
  }

  /** Expand, convolve each channel alone, excite, project; a fused block expands and convolves at once. */
  private static final class MBConv extends Layer {
    private final Sequential block;
    private final StochasticDepth stochasticDepth;
    private final boolean residual;

    MBConv(Stage row, int in, int out, int stride, double drop, Config config) {
      int expanded = divisible(in * (double) row.expand);
      ConvOptions strided = ConvOptions.stride(stride);
      List<Layer> layers = new ArrayList<>();
      if (row.fused) {
        layers.add(conv(in, expanded == in ? out : expanded, row.kernel, strided, config, true));
      } else {
        if (expanded != in) {
          layers.add(conv(in, expanded, 1, ConvOptions.DEFAULT, config, true));
        }
        layers.add(conv(expanded, expanded, row.kernel, strided.groups(expanded), config, true));
        layers.add(new SqueezeExcitation(expanded, Math.max(1, in / 4)));
      }
      if (!row.fused || expanded != in) {
        layers.add(conv(expanded, out, 1, ConvOptions.DEFAULT, config, false));
      }
      this.block = child("block", new Sequential(layers));
      this.stochasticDepth = child("stochastic_depth", new StochasticDepth(drop));
      this.residual = stride == 1 && in == out;
    }

    @Override
    protected Tensor forward(Tensor x) {
      return residual ? Chain.of(x, block, stochasticDepth).add(x) : block.apply(x);
    }
  }

  /** Each channel times a factor from the means of all: Hu et al., Squeeze-and-Excitation Networks, 2017. */
  private static final class SqueezeExcitation extends Layer {
    private final AdaptiveAvgPool2d avgpool;
    private final Conv2d fc1;
    private final Conv2d fc2;

    SqueezeExcitation(int channels, int squeezed) {
      this.avgpool = child("avgpool", new AdaptiveAvgPool2d(1, 1));
      this.fc1 = child("fc1", new Conv2d(channels, squeezed, 1));
      this.fc2 = child("fc2", new Conv2d(squeezed, channels, 1));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return x.mul(Chain.of(x, avgpool, fc1, Tensor::silu, fc2, Tensor::sigmoid));
    }
  }
}
