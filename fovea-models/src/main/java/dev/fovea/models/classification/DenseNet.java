package dev.fovea.models.classification;

import static dev.fovea.nn.ConvOptions.stride;

import dev.fovea.models.HasLayouts;
import dev.fovea.models.StateLayout;
import dev.fovea.models.layers.Chain;
import dev.fovea.nn.AvgPool2d;
import dev.fovea.nn.BatchNorm2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Init;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.ReLU;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * DenseNet-BC: each layer reads the maps of all layers before it in its block, and adds a few of its own.
 *
 * <p>Huang et al., Densely Connected Convolutional Networks, 2016, table 1, with bottlenecks (B) and compression by half
 * between blocks (C). Pictures of 29 pixels or more; the paper's have 224.
 *
 * <pre>{@code
 * Tensor scores = new DenseNet(DenseNet.DENSENET121).apply(images);   // (n, 3, h, w) to (n, 1000)
 * }</pre>
 */
public final class DenseNet extends Layer implements HasLayouts {
  /** The networks of the paper's table, under their names in the registry. */
  public static final Config DENSENET121 = Config.of(32, 64, 6, 12, 24, 16);
  public static final Config DENSENET161 = Config.of(48, 96, 6, 12, 36, 24);
  public static final Config DENSENET169 = Config.of(32, 64, 6, 12, 32, 32);
  public static final Config DENSENET201 = Config.of(32, 64, 6, 12, 48, 32);

  /** The files that torchvision publishes are older than its names. */
  private static final StateLayout OLD_TORCHVISION = StateLayout.of("torchvision, old")
      .rename("(.*denselayer\\d+\\.(?:norm|conv))([12]\\..*)", "$1.$2");

  /**
   * The shape of a DenseNet.
   *
   * @param growthRate maps that each layer adds, the paper's k
   * @param blockConfig layers in each block
   * @param numInitFeatures maps of the first convolution
   * @param bnSize width of a layer's bottleneck, in growth rates
   * @param dropRate probability that a layer's new activation is dropped in training
   * @param numClasses length of the scores
   * @param inChannels channels of the pictures
   * @param stem what comes before the first block
   */
  public record Config(int growthRate, List<Integer> blockConfig, int numInitFeatures, int bnSize, double dropRate,
      int numClasses, int inChannels, ResNet.Stem stem) {
    /** Checks the sizes. */
    public Config {
      blockConfig = List.copyOf(blockConfig);
      if (blockConfig.isEmpty() || blockConfig.stream().anyMatch(count -> count < 1)) {
        throw new IllegalArgumentException("block_config: expected numbers of 1 or more, got " + blockConfig);
      }
      if (growthRate < 1 || numInitFeatures < 1 || bnSize < 1 || numClasses < 1 || inChannels < 1) {
        throw new IllegalArgumentException("growth_rate, num_init_features, bn_size, num_classes, in_channels: expected "
            + "1 or more, got " + growthRate + ", " + numInitFeatures + ", " + bnSize + ", " + numClasses + ", "
            + inChannels);
      }
    }

    private static Config of(int growthRate, int numInitFeatures, Integer... blocks) {
      return new Config(growthRate, List.of(blocks), numInitFeatures, 4, 0, 1000, 3, ResNet.Stem.IMAGENET);
    }
  }

  private final Config config;
  private final Sequential features;
  private final Layer relu;
  private final Linear classifier;

  /** With He's normal weights. */
  public DenseNet(Config config) {
    this.config = config;
    LinkedHashMap<String, Layer> layers = new LinkedHashMap<>();
    int channels = config.numInitFeatures;
    boolean small = config.stem == ResNet.Stem.SMALL;
    layers.put("conv0", small ? conv(config.inChannels, channels, 3, ConvOptions.DEFAULT.padding(1))
        : conv(config.inChannels, channels, 7, stride(2).padding(3)));
    layers.put("norm0", new BatchNorm2d(channels));
    layers.put("relu0", new ReLU());
    if (!small) {
      layers.put("pool0", new MaxPool2d(3, 2, 1));
    }
    for (int i = 0; i < config.blockConfig.size(); i++) {
      layers.put("denseblock" + (i + 1), new DenseBlock(channels, config.blockConfig.get(i), config));
      channels += config.blockConfig.get(i) * config.growthRate;
      if (i < config.blockConfig.size() - 1) {
        layers.put("transition" + (i + 1), transition(channels, channels / 2));
        channels /= 2;
      }
    }
    layers.put("norm5", new BatchNorm2d(channels));
    this.features = child("features", new Sequential(layers));
    this.relu = child("relu", Layer.of("ReLU", Tensor::relu_));
    this.classifier = child("classifier", new Linear(channels, config.numClasses));
    Init.zeros_(classifier.stateDict().get("bias"));
  }

  /** Half as many maps of half the size. */
  private static Sequential transition(int in, int out) {
    LinkedHashMap<String, Layer> layers = new LinkedHashMap<>();
    layers.put("norm", new BatchNorm2d(in));
    layers.put("relu", new ReLU());
    layers.put("conv", conv(in, out, 1, ConvOptions.DEFAULT));
    layers.put("pool", new AvgPool2d(2, 2));
    return new Sequential(layers);
  }

  private static Conv2d conv(int in, int out, int kernel, ConvOptions options) {
    Conv2d conv = new Conv2d(in, out, kernel, options.bias(false));
    Init.kaimingNormal_(conv.weight(), Init.FanMode.FAN_IN, Init.Nonlinearity.RELU);
    return conv;
  }

  /** Scores (n, classes) of pictures (n, channels, height, width). */
  @Override
  protected Tensor forward(Tensor x) {
    int halvings = config.blockConfig.size() - 1;
    SmallestInput.require("densenet", x, config.stem == ResNet.Stem.SMALL ? 1L << halvings : (1L << halvings + 2) - 3);
    return Chain.of(x, features, relu,                                             // (n, maps, h/32, w/32)
        maps -> Pooling.adaptiveAvgPool2d(maps, 1, 1), maps -> maps.flatten(1),    // (n, maps)
        classifier);                                                               // (n, classes)
  }

  @Override
  public List<StateLayout> layouts() {
    return List.of(OLD_TORCHVISION);
  }

  /** Layers that each read what all before them gave. */
  private static final class DenseBlock extends Layer {
    private final List<DenseLayer> layers = new ArrayList<>();

    DenseBlock(int in, int count, Config config) {
      for (int i = 0; i < count; i++) {
        layers.add(child("denselayer" + (i + 1), new DenseLayer(in + i * config.growthRate, config)));
      }
    }

    @Override
    protected Tensor forward(Tensor x) {
      List<Tensor> maps = new ArrayList<>(List.of(x));
      for (DenseLayer layer : layers) {
        Tensor all = Tensors.cat(maps, 1);
        maps.add(layer.apply(all));
        all.close();
      }
      return Tensors.cat(maps, 1);
    }
  }

  /** H of the paper: normalise, ReLU, 1x1 convolution, normalise, ReLU, 3x3 convolution: (n, in) to (n, growth). */
  private static final class DenseLayer extends Layer {
    private final BatchNorm2d norm1;
    private final Conv2d conv1;
    private final BatchNorm2d norm2;
    private final Conv2d conv2;
    private final Dropout dropout;

    DenseLayer(int in, Config config) {
      int width = config.bnSize * config.growthRate;
      this.norm1 = child("norm1", new BatchNorm2d(in));
      this.conv1 = child("conv1", conv(in, width, 1, ConvOptions.DEFAULT));
      this.norm2 = child("norm2", new BatchNorm2d(width));
      this.conv2 = child("conv2", conv(width, config.growthRate, 3, ConvOptions.DEFAULT.padding(1)));
      this.dropout = child("dropout", new Dropout(config.dropRate));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return Chain.of(x, norm1, Tensor::relu_, conv1, norm2, Tensor::relu_, conv2, dropout);
    }
  }
}
