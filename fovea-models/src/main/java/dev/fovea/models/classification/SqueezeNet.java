package dev.fovea.models.classification;

import static dev.fovea.nn.ConvOptions.stride;

import dev.fovea.models.layers.Chain;
import dev.fovea.nn.AdaptiveAvgPool2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Init;
import dev.fovea.nn.Layer;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.ReLU;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;

/**
 * SqueezeNet: AlexNet's accuracy with a fiftieth of its parameters, by 1x1 convolutions before the 3x3 ones.
 *
 * <p>Iandola et al., SqueezeNet, 2016, table 1 (version 1.0); version 1.1 needs 2.4 times less computation.
 *
 * <pre>{@code
 * Tensor scores = new SqueezeNet(SqueezeNet.SQUEEZENET1_0).apply(images);   // (n, 3, h, w) to (n, 1000)
 * }</pre>
 */
public final class SqueezeNet extends Layer {
  /** {@code squeezenet1_0}. */
  public static final Config SQUEEZENET1_0 = new Config("1_0", 1000, 0.5, 3);
  /** {@code squeezenet1_1}. */
  public static final Config SQUEEZENET1_1 = new Config("1_1", 1000, 0.5, 3);

  /**
   * The shape of a SqueezeNet.
   *
   * @param version {@code 1_0} or {@code 1_1}
   * @param numClasses length of the scores
   * @param dropout probability that an activation before the last convolution is dropped in training
   * @param inChannels channels of the pictures
   */
  public record Config(String version, int numClasses, double dropout, int inChannels) {
    /** Checks the version and the sizes. */
    public Config {
      if (!version.equals("1_0") && !version.equals("1_1")) {
        throw new IllegalArgumentException("version: expected 1_0 or 1_1, got '" + version + "'");
      }
      if (numClasses < 1 || inChannels < 1) {
        throw new IllegalArgumentException("num_classes, in_channels: expected 1 or more, got " + numClasses + ", "
            + inChannels);
      }
    }
  }

  private final Sequential features;
  private final Sequential classifier;

  /** With weights as the reference starts them: He's uniform, and a small normal in the last convolution. */
  public SqueezeNet(Config config) {
    this.features = child("features", config.version.equals("1_0")
        ? new Sequential(conv(config.inChannels, 96, 7, stride(2)), new ReLU(), pool(),
            new Fire(96, 16, 64), new Fire(128, 16, 64), new Fire(128, 32, 128), pool(),
            new Fire(256, 32, 128), new Fire(256, 48, 192), new Fire(384, 48, 192), new Fire(384, 64, 256), pool(),
            new Fire(512, 64, 256))
        : new Sequential(conv(config.inChannels, 64, 3, stride(2)), new ReLU(), pool(),
            new Fire(64, 16, 64), new Fire(128, 16, 64), pool(),
            new Fire(128, 32, 128), new Fire(256, 32, 128), pool(),
            new Fire(256, 48, 192), new Fire(384, 48, 192), new Fire(384, 64, 256), new Fire(512, 64, 256)));
    Conv2d last = conv(512, config.numClasses, 1, ConvOptions.DEFAULT);
    Init.normal_(last.weight(), 0, 0.01);
    this.classifier = child("classifier",
        new Sequential(new Dropout(config.dropout), last, new ReLU(), new AdaptiveAvgPool2d(1, 1)));
  }

  /** Scores (n, classes) of pictures (n, channels, height, width). */
  @Override
  protected Tensor forward(Tensor x) {
    return Chain.of(x, features, classifier, scores -> scores.flatten(1));
  }

  /** The feature maps (n, 512, h, w) of a picture, at about a sixteenth of its size. */
  public Tensor features(Tensor x) {
    return features.apply(x);
  }

  private static Conv2d conv(int in, int out, int kernel, ConvOptions options) {
    Conv2d conv = new Conv2d(in, out, kernel, options);
    Init.kaimingUniform_(conv.weight(), Init.FanMode.FAN_IN, Init.Nonlinearity.RELU);
    Init.zeros_(conv.stateDict().get("bias"));
    return conv;
  }

  private static MaxPool2d pool() {
    return new MaxPool2d(3, 2, 0, true);
  }

  /** Few 1x1 filters, then 1x1 and 3x3 filters side by side: (n, in, h, w) to (n, 2 * expand, h, w). */
  private static final class Fire extends Layer {
    private final Conv2d squeeze;
    private final Conv2d expand1x1;
    private final Conv2d expand3x3;

    Fire(int in, int squeezed, int expanded) {
      this.squeeze = child("squeeze", conv(in, squeezed, 1, ConvOptions.DEFAULT));
      this.expand1x1 = child("expand1x1", conv(squeezed, expanded, 1, ConvOptions.DEFAULT));
      this.expand3x3 = child("expand3x3", conv(squeezed, expanded, 3, ConvOptions.DEFAULT.padding(1)));
    }

    @Override
    protected Tensor forward(Tensor x) {
      Tensor squeezed = squeeze.apply(x).relu_();
      return Tensors.cat(List.of(expand1x1.apply(squeezed).relu_(), expand3x3.apply(squeezed).relu_()), 1);
    }
  }
}
