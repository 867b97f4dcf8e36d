package dev.fovea.models.classification;

import static dev.fovea.nn.ConvOptions.stride;

import dev.fovea.models.FeaturePyramid;
import dev.fovea.models.HasLayouts;
import dev.fovea.models.StateLayout;
import dev.fovea.models.layers.Chain;
import dev.fovea.nn.AdaptiveAvgPool2d;
import dev.fovea.nn.BatchNorm2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.FrozenBatchNorm2d;
import dev.fovea.nn.Identity;
import dev.fovea.nn.Init;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Residual networks: each block adds what it computes to what it was given.
 *
 * <p>He et al., Deep Residual Learning for Image Recognition, 2015, table 1, with the stride of a bottleneck on its 3x3
 * convolution; in groups as in Xie et al., Aggregated Residual Transformations, 2016; wide as in Zagoruyko and
 * Komodakis, Wide Residual Networks, 2016.
 *
 * <pre>{@code
 * Tensor scores = new ResNet(ResNet.RESNET18).apply(images);   // (n, 3, h, w) to (n, 1000)
 * }</pre>
 */
public final class ResNet extends Layer implements FeaturePyramid, HasLayouts {
  /** The networks of the papers' tables, under their names in the registry. */
  public static final Config RESNET18 = Config.of(Block.BASIC, 1, 64, 2, 2, 2, 2);
  public static final Config RESNET34 = Config.of(Block.BASIC, 1, 64, 3, 4, 6, 3);
  public static final Config RESNET50 = Config.of(Block.BOTTLENECK, 1, 64, 3, 4, 6, 3);
  public static final Config RESNET101 = Config.of(Block.BOTTLENECK, 1, 64, 3, 4, 23, 3);
  public static final Config RESNET152 = Config.of(Block.BOTTLENECK, 1, 64, 3, 8, 36, 3);
  public static final Config RESNEXT50_32X4D = Config.of(Block.BOTTLENECK, 32, 4, 3, 4, 6, 3);
  public static final Config RESNEXT101_32X8D = Config.of(Block.BOTTLENECK, 32, 8, 3, 4, 23, 3);
  public static final Config RESNEXT101_64X4D = Config.of(Block.BOTTLENECK, 64, 4, 3, 4, 23, 3);
  public static final Config WIDE_RESNET50_2 = Config.of(Block.BOTTLENECK, 1, 128, 3, 4, 6, 3);
  public static final Config WIDE_RESNET101_2 = Config.of(Block.BOTTLENECK, 1, 128, 3, 4, 23, 3);

  /** The residual branch of a block. */
  public enum Block {
    /** Two 3x3 convolutions. */
    BASIC(1),
    /** 1x1, 3x3 and 1x1 convolutions, the last to four times the width. */
    BOTTLENECK(4);

    private final int expansion;

    Block(int expansion) {
      this.expansion = expansion;
    }
  }

  /** What comes before the first stage. */
  public enum Stem {
    /** 7x7 with stride 2 and max-pooling: a quarter of the size. */
    IMAGENET,
    /** 3x3 with stride 1: the full size, for pictures of some 32 pixels. */
    SMALL
  }

  /** What normalises after each convolution. */
  public enum NormLayer {
    /** Batch normalisation. */
    BATCH,
    /** {@link FrozenBatchNorm2d}. */
    FROZEN_BATCH;

    private Layer of(long features, double eps) {
      return this == BATCH ? new BatchNorm2d(features, eps, 0.1) : new FrozenBatchNorm2d(features, eps);
    }
  }

  /**
   * The shape of a residual network.
   *
   * @param block kind of its blocks
   * @param layers blocks in each of its four stages
   * @param numClasses length of the scores
   * @param zeroInitResidual whether each branch starts as zero (Goyal et al., 2017)
   * @param groups groups of the 3x3 convolutions (bottlenecks only)
   * @param widthPerGroup channels a group in the first stage (bottlenecks only)
   * @param replaceStrideWithDilation for each of the last three stages whether it dilates rather than shrinks
   *     (bottlenecks only), or null for none
   * @param normLayer what normalises
   * @param normEps what is added to variances
   * @param inChannels channels of the pictures
   * @param stem what comes before the first stage
   */
  public record Config(Block block, List<Integer> layers, int numClasses, boolean zeroInitResidual, int groups,
      int widthPerGroup, @Nullable List<Boolean> replaceStrideWithDilation, NormLayer normLayer, double normEps,
      int inChannels, Stem stem) {
    /** Checks that the parts fit. */
    public Config {
      layers = List.copyOf(layers);
      if (layers.size() != 4 || layers.stream().anyMatch(count -> count < 1)) {
        throw new IllegalArgumentException("layers: expected 4 numbers of 1 or more, got " + layers);
      }
      if (numClasses < 1 || groups < 1 || widthPerGroup < 1 || inChannels < 1) {
        throw new IllegalArgumentException("num_classes, groups, width_per_group, in_channels: expected 1 or more, got "
            + numClasses + ", " + groups + ", " + widthPerGroup + ", " + inChannels);
      }
      List<Boolean> dilate = replaceStrideWithDilation;
      if (dilate != null && dilate.size() != 3) {
        throw new IllegalArgumentException("replace_stride_with_dilation: expected 3 values, got " + dilate);
      }
      if (block == Block.BASIC && (groups != 1 || widthPerGroup != 64 || dilate != null && dilate.contains(true))) {
        throw new IllegalArgumentException("block: basic blocks have no groups, width_per_group or dilation; "
            + "use bottleneck");
      }
    }

    private static Config of(Block block, int groups, int widthPerGroup, Integer... layers) {
      return new Config(block, List.of(layers), 1000, false, groups, widthPerGroup, null, NormLayer.BATCH, 1e-5, 3,
          Stem.IMAGENET);
    }

    private boolean dilates(int stage) {
      return replaceStrideWithDilation != null && replaceStrideWithDilation.get(stage - 1);
    }

    private Layer norm(long features) {
      return normLayer.of(features, normEps);
    }
  }

  private final Config config;
  private final Conv2d conv1;
  private final Layer bn1;
  private final Layer maxpool;
  private final Sequential layer1;
  private final Sequential layer2;
  private final Sequential layer3;
  private final Sequential layer4;
  private final AdaptiveAvgPool2d avgpool;
  private final Linear fc;
  private int channels = 64;
  private int dilation = 1;

  /** With weights as He et al., 2015 start them. */
  public ResNet(Config config) {
    this.config = config;
    boolean small = config.stem == Stem.SMALL;
    this.conv1 = child("conv1", small ? conv(config.inChannels, 64, 3, stride(1).padding(1))
        : conv(config.inChannels, 64, 7, stride(2).padding(3)));
    this.bn1 = child("bn1", config.norm(64));
    this.maxpool = child("maxpool", small ? new Identity() : new MaxPool2d(3, 2, 1));
    this.layer1 = child("layer1", stage(0, 64));
    this.layer2 = child("layer2", stage(1, 128));
    this.layer3 = child("layer3", stage(2, 256));
    this.layer4 = child("layer4", stage(3, 512));
    this.avgpool = child("avgpool", new AdaptiveAvgPool2d(1, 1));
    this.fc = child("fc", new Linear(channels, config.numClasses));
  }

  private Sequential stage(int index, int planes) {
    int first = dilation;
    int step = index == 0 || config.dilates(index) ? 1 : 2;
    if (index > 0 && step == 1) {
      dilation *= 2;
    }
    List<Layer> blocks = new ArrayList<>();
    for (int i = 0; i < config.layers.get(index); i++) {
      Shape shape = new Shape(channels, planes, i == 0 ? step : 1, i == 0 ? first : dilation);
      blocks.add(config.block == Block.BASIC ? new BasicBlock(config, shape) : new Bottleneck(config, shape));
      channels = planes * config.block.expansion;
    }
    return new Sequential(blocks);
  }

  /** Scores (n, classes) of pictures (n, channels, height, width). */
  @Override
  protected Tensor forward(Tensor x) {
    return Chain.of(x, conv1, bn1, Tensor::relu_, maxpool,   // (n, 64, h/4, w/4)
        layer1, layer2, layer3, layer4,                      // (n, 512 * expansion, h/32, w/32)
        avgpool, pooled -> pooled.flatten(1), fc);           // (n, classes)
  }

  @Override
  public Features features(Tensor x) {
    return call(x, () -> {
      Tensor c2 = Chain.of(x, conv1, bn1, Tensor::relu_, maxpool, layer1);
      Tensor c3 = layer2.apply(c2);
      Tensor c4 = layer3.apply(c3);
      return new Features(c2, c3, c4, layer4.apply(c4));
    });
  }

  @Override
  public List<Integer> featureChannels() {
    int out = config.block.expansion;
    return List.of(64 * out, 128 * out, 256 * out, 512 * out);
  }

  @Override
  public List<StateLayout> layouts() {
    return ResNetLayouts.ALL;
  }

  @Override
  public String describe() {
    return "ResNet(" + config.layers + ", " + config.numClasses + " classes)";
  }

  private static Conv2d conv(int in, int out, int kernel, ConvOptions options) {
    Conv2d conv = new Conv2d(in, out, kernel, options.bias(false));
    Init.kaimingNormal_(conv.weight(), Init.FanMode.FAN_OUT, Init.Nonlinearity.RELU);
    return conv;
  }

  /** Channels in, planes (a block's width before expansion), stride and dilation. */
  private record Shape(int channels, int planes, int stride, int dilation) {}

  /** What both kinds of block share: relu(branch(x) + x), with x projected where its shape changes. */
  private abstract static class Residual extends Layer {
    final int out;
    private final @Nullable Sequential downsample;

    /** The projection is made first, but registered after the branch, as in the reference. */
    Residual(Config config, Shape shape) {
      this.out = shape.planes * config.block.expansion;
      this.downsample = shape.stride == 1 && shape.channels == out ? null
          : new Sequential(conv(shape.channels, out, 1, stride(shape.stride)), config.norm(out));
    }

    final void complete(Config config, Layer last) {
      if (config.zeroInitResidual) {
        Init.zeros_(last.stateDict().get("weight"));
      }
      if (downsample != null) {
        child("downsample", downsample);
      }
    }

    abstract Tensor branch(Tensor x);

    @Override
    protected final Tensor forward(Tensor x) {
      return branch(x).add_(downsample == null ? x : downsample.apply(x)).relu_();
    }
  }

  private static final class BasicBlock extends Residual {
    private final Conv2d conv1;
    private final Layer bn1;
    private final Conv2d conv2;
    private final Layer bn2;

    BasicBlock(Config config, Shape shape) {
      super(config, shape);
      this.conv1 = child("conv1", conv(shape.channels, out, 3, stride(shape.stride).padding(1)));
      this.bn1 = child("bn1", config.norm(out));
      this.conv2 = child("conv2", conv(out, out, 3, stride(1).padding(1)));
      this.bn2 = child("bn2", config.norm(out));
      complete(config, bn2);
    }

    @Override
    Tensor branch(Tensor x) {
      return Chain.of(x, conv1, bn1, Tensor::relu_, conv2, bn2);
    }
  }

  private static final class Bottleneck extends Residual {
    private final Conv2d conv1;
    private final Layer bn1;
    private final Conv2d conv2;
    private final Layer bn2;
    private final Conv2d conv3;
    private final Layer bn3;

    Bottleneck(Config config, Shape shape) {
      super(config, shape);
      int width = (int) (shape.planes * (config.widthPerGroup / 64.0)) * config.groups;
      this.conv1 = child("conv1", conv(shape.channels, width, 1, ConvOptions.DEFAULT));
      this.bn1 = child("bn1", config.norm(width));
      this.conv2 = child("conv2", conv(width, width, 3,
          stride(shape.stride).padding(shape.dilation).dilation(shape.dilation).groups(config.groups)));
      this.bn2 = child("bn2", config.norm(width));
      this.conv3 = child("conv3", conv(width, out, 1, ConvOptions.DEFAULT));
      this.bn3 = child("bn3", config.norm(out));
      complete(config, bn3);
    }

    @Override
    Tensor branch(Tensor x) {
      return Chain.of(x, conv1, bn1, Tensor::relu_, conv2, bn2, Tensor::relu_, conv3, bn3);
    }
  }
}
