package dev.fovea.models.classification;

import dev.fovea.models.layers.Chain;
import dev.fovea.nn.BatchNorm2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Init;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ResNet with stochastic depth and torchvision's names, so that its checkpoints are a place to start from.
 *
 * <p>Huang et al., Deep Networks with Stochastic Depth, 2016, equations 2 to 5: survival falls linearly with depth, and a
 * ReLU follows each sum, whether the branch survived or not. Layout and defaults are shamangary's.
 *
 * <pre>{@code
 * Tensor scores = new LinearDecayResNet(LinearDecayResNet.RESNET18).apply(images);   // (n, 3, h, w) to (n, 1000)
 * }</pre>
 */
public final class LinearDecayResNet extends Layer {
  /** The networks under their names in the registry. */
  public static final Config RESNET18 = Config.of(ResNet.Block.BASIC, 2, 2, 2, 2);
  public static final Config RESNET34 = Config.of(ResNet.Block.BASIC, 3, 4, 6, 3);
  public static final Config RESNET50 = Config.of(ResNet.Block.BOTTLENECK, 3, 4, 6, 3);
  public static final Config RESNET101 = Config.of(ResNet.Block.BOTTLENECK, 3, 4, 23, 3);
  public static final Config RESNET152 = Config.of(ResNet.Block.BOTTLENECK, 3, 8, 36, 3);

  /**
   * The shape of the network.
   *
   * @param block kind of its blocks
   * @param layers blocks in each of its four stages
   * @param prob0L probabilities that the first and the last block survive a training step
   * @param multFlag whether branches are multiplied by their probability in evaluation, as equation 5 says
   * @param numClasses length of the scores
   * @param inChannels channels of the pictures
   */
  public record Config(ResNet.Block block, List<Integer> layers, List<Double> prob0L, boolean multFlag, int numClasses,
      int inChannels) {
    /** Checks the sizes. */
    public Config {
      layers = List.copyOf(layers);
      prob0L = List.copyOf(prob0L);
      if (layers.size() != 4 || layers.stream().anyMatch(count -> count < 1)) {
        throw new IllegalArgumentException("layers: expected 4 numbers of 1 or more, got " + layers);
      }
      if (prob0L.size() != 2) {
        throw new IllegalArgumentException("prob_0_L: expected the probabilities of the first and the last block, got "
            + prob0L);
      }
      prob0L.forEach(probability -> Survival.check("prob_0_L", probability));
      if (numClasses < 1 || inChannels < 1) {
        throw new IllegalArgumentException("num_classes, in_channels: expected 1 or more, got " + numClasses + ", "
            + inChannels);
      }
    }

    private static Config of(ResNet.Block block, Integer... layers) {
      return new Config(block, List.of(layers), List.of(1.0, 0.5), true, 1000, 3);
    }
  }

  private final Conv2d conv1;
  private final BatchNorm2d bn1;
  private final MaxPool2d maxpool;
  private final Layer[] stages = new Layer[4];
  private final Linear fc;

  /** With He's normal weights. */
  public LinearDecayResNet(Config config) {
    this.conv1 = child("conv1", conv(config.inChannels, 64, 7, 2));
    this.bn1 = child("bn1", new BatchNorm2d(64));
    this.maxpool = child("maxpool", new MaxPool2d(3, 2, 1));
    int total = config.layers.stream().mapToInt(Integer::intValue).sum();
    int number = 0;
    int channels = 64;
    for (int stage = 0; stage < 4; stage++) {
      List<Layer> blocks = new ArrayList<>();
      for (int i = 0; i < config.layers.get(stage); i++) {
        Survival survival = Survival.linear(number++, total, config.prob0L.get(0), config.prob0L.get(1));
        Block block = new Block(config, channels, 64 << stage, i == 0 && stage > 0 ? 2 : 1, survival);
        blocks.add(block);
        channels = block.out;
      }
      stages[stage] = child("layer" + (stage + 1), new Sequential(blocks));
    }
    this.fc = child("fc", new Linear(channels, config.numClasses));
  }

  /** Scores (n, classes) of pictures (n, channels, height, width). */
  @Override
  protected Tensor forward(Tensor x) {
    return Chain.of(x, conv1, bn1, Tensor::relu_, maxpool, maps -> Chain.of(maps, stages),
        maps -> Pooling.adaptiveAvgPool2d(maps, 1, 1), maps -> maps.flatten(1), fc);
  }

  private static Conv2d conv(int in, int out, int kernel, int stride) {
    Conv2d conv = new Conv2d(in, out, kernel, ConvOptions.stride(stride).padding(kernel / 2).bias(false));
    Init.kaimingNormal_(conv.weight(), Init.FanMode.FAN_OUT, Init.Nonlinearity.RELU);
    return conv;
  }

  /** relu(branch(x) + x), or relu(x) where the branch does not survive. */
  private static final class Block extends Layer {
    private final int out;
    private final boolean scale;
    private final Survival survival;
    private final Layer[] branch;
    private final @Nullable Sequential downsample;

    Block(Config config, int in, int planes, int stride, Survival survival) {
      boolean basic = config.block == ResNet.Block.BASIC;
      this.out = basic ? planes : 4 * planes;
      this.scale = config.multFlag;
      this.survival = survival;
      Layer relu = Layer.of("ReLU", Tensor::relu_);
      Conv2d conv1 = child("conv1", basic ? conv(in, planes, 3, stride) : conv(in, planes, 1, 1));
      BatchNorm2d bn1 = child("bn1", new BatchNorm2d(planes));
      Conv2d conv2 = child("conv2", conv(planes, planes, 3, basic ? 1 : stride));
      BatchNorm2d bn2 = child("bn2", new BatchNorm2d(planes));
      this.branch = basic ? new Layer[] {conv1, bn1, relu, conv2, bn2} : new Layer[] {conv1, bn1, relu, conv2, bn2,
          relu, child("conv3", conv(planes, out, 1, 1)), child("bn3", new BatchNorm2d(out))};
      this.downsample = stride == 1 && in == out ? null
          : child("downsample", new Sequential(conv(in, out, 1, stride), new BatchNorm2d(out)));
    }

    @Override
    protected Tensor forward(Tensor x) {
      Tensor identity = downsample == null ? x : downsample.apply(x);
      if (isTraining() && !survival.draw()) {
        return identity.relu();
      }
      Tensor residual = Chain.of(x, branch);
      boolean shrink = !isTraining() && scale;
      return (shrink ? residual.mul(survival.probability()) : residual).add_(identity).relu_();
    }
  }
}
