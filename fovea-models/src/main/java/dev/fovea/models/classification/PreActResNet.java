package dev.fovea.models.classification;

import dev.fovea.models.layers.Chain;
import dev.fovea.nn.BatchNorm2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Residual networks with pre-activation: normalisation and ReLU come before each convolution, so that the identity runs
 * through all blocks untouched.
 *
 * <p>He et al., Identity Mappings in Deep Residual Networks, 2016, figure 4(e), for pictures of some 32 pixels; nothing
 * normalises after the last block, as in the implementation whose checkpoints it loads (kuangliu's for CIFAR-10).
 *
 * <pre>{@code
 * Tensor scores = new PreActResNet(PreActResNet.PREACT_RESNET18).apply(images);   // (n, 3, 32, 32) to (n, 10)
 * }</pre>
 */
public final class PreActResNet extends Layer {
  /** The networks under their names in the registry. */
  public static final Config PREACT_RESNET18 = new Config(ResNet.Block.BASIC, List.of(2, 2, 2, 2), 10, 3);
  public static final Config PREACT_RESNET34 = new Config(ResNet.Block.BASIC, List.of(3, 4, 6, 3), 10, 3);
  public static final Config PREACT_RESNET50 = new Config(ResNet.Block.BOTTLENECK, List.of(3, 4, 6, 3), 10, 3);
  public static final Config PREACT_RESNET101 = new Config(ResNet.Block.BOTTLENECK, List.of(3, 4, 23, 3), 10, 3);
  public static final Config PREACT_RESNET152 = new Config(ResNet.Block.BOTTLENECK, List.of(3, 8, 36, 3), 10, 3);

  /**
   * The shape of a pre-activation network.
   *
   * @param block kind of its blocks
   * @param numBlocks blocks in each of its four stages
   * @param numClasses length of the scores
   * @param inChannels channels of the pictures
   */
  public record Config(ResNet.Block block, List<Integer> numBlocks, int numClasses, int inChannels) {
    /** Checks the sizes. */
    public Config {
      numBlocks = List.copyOf(numBlocks);
      if (numBlocks.size() != 4 || numBlocks.stream().anyMatch(count -> count < 1)) {
        throw new IllegalArgumentException("num_blocks: expected 4 numbers of 1 or more, got " + numBlocks);
      }
      if (numClasses < 1 || inChannels < 1) {
        throw new IllegalArgumentException("num_classes, in_channels: expected 1 or more, got " + numClasses + ", "
            + inChannels);
      }
    }
  }

  private final Conv2d conv1;
  private final Layer[] stages = new Layer[4];
  private final Linear linear;

  /** With PyTorch's usual start: uniform in +-1/sqrt(inputs). */
  public PreActResNet(Config config) {
    this.conv1 = child("conv1", conv(config.inChannels, 64, 3, 1));
    int channels = 64;
    for (int stage = 0; stage < 4; stage++) {
      int planes = 64 << stage;
      List<Layer> blocks = new ArrayList<>();
      for (int i = 0; i < config.numBlocks.get(stage); i++) {
        Block block = new Block(config.block, channels, planes, i == 0 && stage > 0 ? 2 : 1);
        blocks.add(block);
        channels = block.out;
      }
      stages[stage] = child("layer" + (stage + 1), new Sequential(blocks));
    }
    this.linear = child("linear", new Linear(channels, config.numClasses));
  }

  /** Scores (n, classes) of pictures (n, channels, height, width). */
  @Override
  protected Tensor forward(Tensor x) {
    return Chain.of(x, conv1, maps -> Chain.of(maps, stages),                    // (n, 512 * expansion, h/8, w/8)
        maps -> Pooling.adaptiveAvgPool2d(maps, 1, 1), maps -> maps.flatten(1),
        linear);                                                                 // (n, classes)
  }

  private static Conv2d conv(int in, int out, int kernel, int stride) {
    return new Conv2d(in, out, kernel, ConvOptions.stride(stride).padding(kernel / 2).bias(false));
  }

  /** x + branch(relu(norm(x))), with relu(norm(x)) projected in the place of x where the shape changes. */
  private static final class Block extends Layer {
    private final int out;
    private final BatchNorm2d bn1;
    private final Conv2d conv1;
    private final Layer[] rest;
    private final @Nullable Sequential shortcut;

    Block(ResNet.Block kind, int in, int planes, int stride) {
      boolean basic = kind == ResNet.Block.BASIC;
      this.out = basic ? planes : 4 * planes;
      this.bn1 = child("bn1", new BatchNorm2d(in));
      this.conv1 = child("conv1", basic ? conv(in, planes, 3, stride) : conv(in, planes, 1, 1));
      BatchNorm2d bn2 = child("bn2", new BatchNorm2d(planes));
      Conv2d conv2 = child("conv2", conv(planes, planes, 3, basic ? 1 : stride));
      Layer relu = Layer.of("ReLU", Tensor::relu_);
      this.rest = basic ? new Layer[] {bn2, relu, conv2} : new Layer[] {bn2, relu, conv2,
          child("bn3", new BatchNorm2d(planes)), relu, child("conv3", conv(planes, out, 1, 1))};
      this.shortcut = stride == 1 && in == out ? null : child("shortcut", new Sequential(conv(in, out, 1, stride)));
    }

    @Override
    protected Tensor forward(Tensor x) {
      Tensor active = bn1.apply(x).relu_();
      Tensor branch = Chain.of(conv1.apply(active), rest);
      return branch.add_(shortcut == null ? x : shortcut.apply(active));
    }
  }
}
