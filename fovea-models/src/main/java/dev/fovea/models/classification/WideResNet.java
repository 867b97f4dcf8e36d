package dev.fovea.models.classification;

import dev.fovea.models.HasLayouts;
import dev.fovea.models.StateLayout;
import dev.fovea.models.layers.Chain;
import dev.fovea.nn.BatchNorm2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Init;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Module;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Wide residual networks: fewer, wider blocks learn better and compute faster than very many thin ones.
 *
 * <p>Zagoruyko and Komodakis, Wide Residual Networks, 2016, table 1: WRN-depth-width for pictures of some 32 pixels, in
 * the layout of xternalz's implementation. The wide networks for ImageNet are {@link ResNet#WIDE_RESNET50_2} and
 * {@link ResNet#WIDE_RESNET101_2}.
 *
 * <pre>{@code
 * Tensor scores = new WideResNet(WideResNet.WRN_28_10).apply(images);   // (n, 3, 32, 32) to (n, 10)
 * }</pre>
 */
public final class WideResNet extends Layer implements HasLayouts {
  /** {@code wide_resnet_cifar}: WRN-28-10. */
  public static final Config WRN_28_10 = new Config(28, 10, 10, 0, 3);

  /**
   * The shape of a wide residual network.
   *
   * @param depth convolutions in all, 4 more than a multiple of 6
   * @param widenFactor the paper's k: channels in units of 16, 32 and 64
   * @param numClasses length of the scores
   * @param dropRate probability that an activation between the convolutions of a block is dropped in training
   * @param inChannels channels of the pictures
   */
  public record Config(int depth, int widenFactor, int numClasses, double dropRate, int inChannels) {
    /** Checks the sizes. */
    public Config {
      if (depth < 10 || (depth - 4) % 6 != 0) {
        throw new IllegalArgumentException("depth: expected 10, 16, 22, 28, ..., got " + depth);
      }
      if (widenFactor < 1 || numClasses < 1 || inChannels < 1) {
        throw new IllegalArgumentException("widen_factor, num_classes, in_channels: expected 1 or more, got "
            + widenFactor + ", " + numClasses + ", " + inChannels);
      }
    }
  }

  private static final StateLayout AUTHORS = authors();

  private final Conv2d conv1;
  private final Layer[] blocks = new Layer[3];
  private final BatchNorm2d bn1;
  private final Layer relu;
  private final Linear fc;

  /** With He's normal weights. */
  public WideResNet(Config config) {
    this.conv1 = child("conv1", conv(config.inChannels, 16, 3, 1));
    int channels = 16;
    for (int stage = 0; stage < 3; stage++) {
      int width = (16 << stage) * config.widenFactor;
      List<Layer> layers = new ArrayList<>();
      for (int i = 0; i < (config.depth - 4) / 6; i++) {
        layers.add(new Block(i == 0 ? channels : width, width, i == 0 && stage > 0 ? 2 : 1, config.dropRate));
      }
      LinkedHashMap<String, Layer> named = new LinkedHashMap<>();
      named.put("layer", new Sequential(layers));
      blocks[stage] = child("block" + (stage + 1), new Sequential(named));
      channels = width;
    }
    this.bn1 = child("bn1", new BatchNorm2d(channels));
    this.relu = child("relu", Layer.of("ReLU", Tensor::relu_));
    this.fc = child("fc", new Linear(channels, config.numClasses));
    namedModules().values().forEach(WideResNet::initialize);
  }

  private static void initialize(Module module) {
    if (module instanceof Conv2d conv) {
      Init.kaimingNormal_(conv.weight(), Init.FanMode.FAN_OUT, Init.Nonlinearity.RELU);
    } else if (module instanceof Linear linear) {
      Init.zeros_(linear.stateDict().get("bias"));
    }
  }

  /** Scores (n, classes) of pictures (n, channels, height, width). */
  @Override
  protected Tensor forward(Tensor x) {
    return Chain.of(x, conv1, maps -> Chain.of(maps, blocks), bn1, relu,            // (n, 64 * k, h/4, w/4)
        maps -> Pooling.adaptiveAvgPool2d(maps, 1, 1), maps -> maps.flatten(1),
        fc);                                                                        // (n, classes)
  }

  @Override
  public List<StateLayout> layouts() {
    return List.of(AUTHORS);
  }

  /** szagoruyko/wide-residual-networks: numbers from 0, and convolutions without {@code .weight}. */
  private static StateLayout authors() {
    StateLayout layout = StateLayout.of("szagoruyko")
        .rename("conv1\\.weight", "conv0").rename("bn1\\.(.*)", "bn.$1");
    for (int stage = 0; stage < 3; stage++) {
      String own = "block" + (stage + 1) + "\\.layer\\.(\\d+)\\.";
      String theirs = "group" + stage + ".block$1.";
      layout = layout.rename(own + "bn1\\.(.*)", theirs + "bn0.$2").rename(own + "bn2\\.(.*)", theirs + "bn1.$2")
          .rename(own + "conv1\\.weight", theirs + "conv0").rename(own + "conv2\\.weight", theirs + "conv1")
          .rename(own + "convShortcut\\.weight", theirs + "convdim");
    }
    return layout;
  }

  private static Conv2d conv(int in, int out, int kernel, int stride) {
    return new Conv2d(in, out, kernel, ConvOptions.stride(stride).padding(kernel / 2).bias(false));
  }

  /** Figure 1(d) of the paper: normalise, ReLU, 3x3, normalise, ReLU, dropout, 3x3, and the sum. */
  private static final class Block extends Layer {
    private final BatchNorm2d bn1;
    private final Conv2d conv1;
    private final BatchNorm2d bn2;
    private final Conv2d conv2;
    private final Dropout dropout;
    private final @Nullable Conv2d convShortcut;

    Block(int in, int out, int stride, double dropRate) {
      this.bn1 = child("bn1", new BatchNorm2d(in));
      this.conv1 = child("conv1", conv(in, out, 3, stride));
      this.bn2 = child("bn2", new BatchNorm2d(out));
      this.conv2 = child("conv2", conv(out, out, 3, 1));
      this.dropout = child("dropout", new Dropout(dropRate));
      this.convShortcut = in == out ? null : child("convShortcut", conv(in, out, 1, stride));
    }

    @Override
    protected Tensor forward(Tensor x) {
      Tensor active = bn1.apply(x).relu_();
      Tensor branch = Chain.of(active, conv1, bn2, Tensor::relu_, dropout, conv2);
      return branch.add_(convShortcut == null ? x : convShortcut.apply(active));
    }
  }
}
