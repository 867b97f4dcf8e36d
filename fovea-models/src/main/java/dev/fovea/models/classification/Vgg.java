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
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.ReLU;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * VGG: nothing but 3x3 convolutions, each stage twice as wide and half as large as the one before.
 *
 * <p>Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, 2014, table 1, columns
 * A, B, D and E; with batch normalisation after each convolution in the {@code _bn} variants. Pictures of 32 pixels or
 * more; the paper's have 224.
 *
 * <pre>{@code
 * Tensor scores = new Vgg(Vgg.VGG16).apply(images);   // (n, 3, h, w) to (n, 1000)
 * }</pre>
 */
public final class Vgg extends Layer implements HasLayouts {
  private static final int[] WIDTHS = {64, 128, 256, 512, 512};

  /** timm writes linear layers as convolutions; pictures larger than 224 it pools after them, not before. */
  private static final StateLayout TIMM = StateLayout.of("timm").rename("classifier\\.0\\.(.*)", "pre_logits.fc1.$1")
      .rename("classifier\\.3\\.(.*)", "pre_logits.fc2.$1").rename("classifier\\.6\\.(.*)", "head.fc.$1");

  /** The networks of the paper's table, under their names in the registry. */
  public static final Config VGG11 = Config.of(1, 1, 2, 2, 2);
  public static final Config VGG13 = Config.of(2, 2, 2, 2, 2);
  public static final Config VGG16 = Config.of(2, 2, 3, 3, 3);
  public static final Config VGG19 = Config.of(2, 2, 4, 4, 4);

  /**
   * The shape of a VGG.
   *
   * @param stages convolutions in each of its five stages
   * @param batchNorm whether a batch normalisation follows each convolution
   * @param numClasses length of the scores
   * @param initWeights whether weights start as the reference's: He's normal, and N(0, 0.01) in the linear layers
   * @param dropout probability that an activation after each of the first two linear layers is dropped in training
   * @param inChannels channels of the pictures
   */
  public record Config(List<Integer> stages, boolean batchNorm, int numClasses, boolean initWeights, double dropout,
      int inChannels) {
    /** Checks the sizes. */
    public Config {
      stages = List.copyOf(stages);
      if (stages.size() != WIDTHS.length || stages.stream().anyMatch(count -> count < 1)) {
        throw new IllegalArgumentException("stages: expected 5 numbers of 1 or more, got " + stages);
      }
      if (numClasses < 1 || inChannels < 1) {
        throw new IllegalArgumentException("num_classes, in_channels: expected 1 or more, got " + numClasses + ", "
            + inChannels);
      }
    }

    private static Config of(Integer... stages) {
      return new Config(List.of(stages), false, 1000, true, 0.5, 3);
    }

    /** The same with a batch normalisation after each convolution. */
    public Config normalized() {
      return new Config(stages, true, numClasses, initWeights, dropout, inChannels);
    }
  }

  private final Sequential features;
  private final AdaptiveAvgPool2d avgpool;
  private final Sequential classifier;

  /** With weights as the configuration says. */
  public Vgg(Config config) {
    List<Layer> layers = new ArrayList<>();
    int channels = config.inChannels;
    for (int stage = 0; stage < WIDTHS.length; stage++) {
      for (int i = 0; i < config.stages.get(stage); i++) {
        layers.add(new Conv2d(channels, WIDTHS[stage], 3, ConvOptions.DEFAULT.padding(1)));
        if (config.batchNorm) {
          layers.add(new BatchNorm2d(WIDTHS[stage]));
        }
        layers.add(new ReLU());
        channels = WIDTHS[stage];
      }
      layers.add(new MaxPool2d(2));
    }
    this.features = child("features", new Sequential(layers));
    this.avgpool = child("avgpool", new AdaptiveAvgPool2d(7, 7));
    this.classifier = child("classifier", new Sequential(
        new Linear(512 * 7 * 7, 4096), new ReLU(), new Dropout(config.dropout),
        new Linear(4096, 4096), new ReLU(), new Dropout(config.dropout),
        new Linear(4096, config.numClasses)));
    if (config.initWeights) {
      initialize();
    }
  }

  private void initialize() {
    namedModules().values().forEach(module -> {
      if (module instanceof Conv2d conv) {
        Init.kaimingNormal_(conv.weight(), Init.FanMode.FAN_OUT, Init.Nonlinearity.RELU);
        Init.zeros_(conv.stateDict().get("bias"));
      } else if (module instanceof Linear linear) {
        Init.normal_(linear.weight(), 0, 0.01);
        Init.zeros_(linear.stateDict().get("bias"));
      }
    });
  }

  /** Scores (n, classes) of pictures (n, channels, height, width), both sides 32 or more. */
  @Override
  protected Tensor forward(Tensor x) {
    SmallestInput.require("vgg", x, 32);
    return Chain.of(x, features,                             // (n, 512, h/32, w/32)
        avgpool, maps -> maps.flatten(1),                    // (n, 25088)
        classifier);                                         // (n, classes)
  }

  @Override
  public List<StateLayout> layouts() {
    return List.of(TIMM);
  }

  /** The convolutional part, layer by layer: what perceptual losses and style read from. */
  public Sequential features() {
    return features;
  }
}
