package dev.fovea.models.classification;

import dev.fovea.models.layers.Chain;
import dev.fovea.nn.BatchNorm2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.ReLU;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Residual networks with stochastic depth for pictures of some 32 pixels: in training each block may be skipped, the
 * later the likelier, so that a deep network is trained as a short one.
 *
 * <p>Huang et al., Deep Networks with Stochastic Depth, 2016, with linear decay of survival from 1 to 0.5. As in the
 * authors' Torch code no ReLU follows the sum; names and biases are those of weiaicunzai's implementation. For pictures
 * of ImageNet's size, with torchvision's names, see {@link LinearDecayResNet}.
 *
 * <pre>{@code
 * Tensor scores = new StochasticDepthResNet(StochasticDepthResNet.RESNET18).apply(images);   // (n, 100)
 * }</pre>
 */
public final class StochasticDepthResNet extends Layer {
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
   * @param numBlock blocks in each of its four stages
   * @param numClasses length of the scores
   * @param lastSurvival probability that the last block survives a training step; the first always does
   * @param inChannels channels of the pictures
   */
  public record Config(ResNet.Block block, List<Integer> numBlock, int numClasses, double lastSurvival,
      int inChannels) {
    /** Checks the sizes. */
    public Config {
      numBlock = List.copyOf(numBlock);
      if (numBlock.size() != 4 || numBlock.stream().anyMatch(count -> count < 1)) {
        throw new IllegalArgumentException("num_block: expected 4 numbers of 1 or more, got " + numBlock);
      }
      if (numClasses < 1 || inChannels < 1) {
        throw new IllegalArgumentException("num_classes, in_channels: expected 1 or more, got " + numClasses + ", "
            + inChannels);
      }
      Survival.check("last_survival", lastSurvival);
    }

    private static Config of(ResNet.Block block, Integer... layers) {
      return new Config(block, List.of(layers), 100, 0.5, 3);
    }
  }

  private final Sequential conv1;
  private final Layer[] stages = new Layer[4];
  private final Linear fc;

  /** With PyTorch's usual start: uniform in +-1/sqrt(inputs). */
  public StochasticDepthResNet(Config config) {
    this.conv1 = child("conv1", new Sequential(conv(config.inChannels, 64, 3, 1, true), new BatchNorm2d(64),
        new ReLU()));
    int total = config.numBlock.stream().mapToInt(Integer::intValue).sum();
    int number = 0;
    int channels = 64;
    for (int stage = 0; stage < 4; stage++) {
      int planes = 64 << stage;
      List<Layer> blocks = new ArrayList<>();
      for (int i = 0; i < config.numBlock.get(stage); i++) {
        Survival survival = Survival.linear(number++, total, 1, config.lastSurvival);
        Block block = new Block(config.block, channels, planes, i == 0 && stage > 0 ? 2 : 1, survival);
        blocks.add(block);
        channels = block.out;
      }
      stages[stage] = child("conv" + (stage + 2) + "_x", new Sequential(blocks));
    }
    this.fc = child("fc", new Linear(channels, config.numClasses));
  }

  /** Scores (n, classes) of pictures (n, channels, height, width). */
  @Override
  protected Tensor forward(Tensor x) {
    return Chain.of(x, conv1, maps -> Chain.of(maps, stages),                    // (n, 512 * expansion, h/8, w/8)
        maps -> Pooling.adaptiveAvgPool2d(maps, 1, 1), maps -> maps.flatten(1),
        fc);                                                                     // (n, classes)
  }

  private static Conv2d conv(int in, int out, int kernel, int stride, boolean bias) {
    return new Conv2d(in, out, kernel, ConvOptions.stride(stride).padding(kernel / 2).bias(bias));
  }

  /** In training branch(x) + x or x alone; afterwards p * branch(x) + x. */
  private static final class Block extends Layer {
    private final int out;
    private final Survival survival;
    private final Sequential residual;
    private final @Nullable Sequential shortcut;

    Block(ResNet.Block kind, int in, int planes, int stride, Survival survival) {
      boolean basic = kind == ResNet.Block.BASIC;
      this.out = basic ? planes : 4 * planes;
      this.survival = survival;
      this.residual = child("residual", basic
          ? new Sequential(conv(in, planes, 3, stride, true), new BatchNorm2d(planes), new ReLU(),
              conv(planes, planes, 3, 1, true), new BatchNorm2d(planes))
          : new Sequential(conv(in, planes, 1, 1, false), new BatchNorm2d(planes), new ReLU(),
              conv(planes, planes, 3, stride, false), new BatchNorm2d(planes), new ReLU(),
              conv(planes, out, 1, 1, false), new BatchNorm2d(out)));
      this.shortcut = stride == 1 && in == out ? null
          : child("shortcut", new Sequential(conv(in, out, 1, stride, basic), new BatchNorm2d(out)));
    }

    @Override
    protected Tensor forward(Tensor x) {
      Tensor identity = shortcut == null ? x : shortcut.apply(x);
      if (isTraining()) {
        return survival.draw() ? residual.apply(x).add_(identity) : identity;
      }
      return residual.apply(x).mul(survival.probability()).add_(identity);
    }
  }
}
