package dev.fovea.models.classification;

import static dev.fovea.nn.ConvOptions.stride;

import dev.fovea.models.layers.Chain;
import dev.fovea.nn.AdaptiveAvgPool2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.ReLU;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Tensor;

/**
 * AlexNet: five convolutions and three fully connected layers; it won ImageNet in 2012 and began the deep era.
 *
 * <p>Krizhevsky, Sutskever and Hinton, ImageNet Classification with Deep Convolutional Neural Networks, 2012, in the
 * one-column form of Krizhevsky, One weird trick for parallelizing convolutional neural networks, 2014, without local
 * response normalisation. Pictures of 63 pixels or more; the paper's have 224.
 *
 * <pre>{@code
 * Tensor scores = new AlexNet(AlexNet.ALEXNET).apply(images);   // (n, 3, h, w) to (n, 1000)
 * }</pre>
 */
public final class AlexNet extends Layer {
  /** {@code alexnet}. */
  public static final Config ALEXNET = new Config(1000, 0.5, 3);

  /**
   * The shape of an AlexNet.
   *
   * @param numClasses length of the scores
   * @param dropout probability that an activation before each of the first two linear layers is dropped in training
   * @param inChannels channels of the pictures
   */
  public record Config(int numClasses, double dropout, int inChannels) {
    /** Checks the sizes. */
    public Config {
      if (numClasses < 1 || inChannels < 1) {
        throw new IllegalArgumentException("num_classes, in_channels: expected 1 or more, got " + numClasses + ", "
            + inChannels);
      }
    }
  }

  private final Sequential features;
  private final AdaptiveAvgPool2d avgpool;
  private final Sequential classifier;

  /** With PyTorch's usual start: uniform in +-1/sqrt(inputs). */
  public AlexNet(Config config) {
    this.features = child("features", new Sequential(
        new Conv2d(config.inChannels, 64, 11, stride(4).padding(2)), new ReLU(), new MaxPool2d(3, 2),
        new Conv2d(64, 192, 5, ConvOptions.DEFAULT.padding(2)), new ReLU(), new MaxPool2d(3, 2),
        new Conv2d(192, 384, 3, ConvOptions.DEFAULT.padding(1)), new ReLU(),
        new Conv2d(384, 256, 3, ConvOptions.DEFAULT.padding(1)), new ReLU(),
        new Conv2d(256, 256, 3, ConvOptions.DEFAULT.padding(1)), new ReLU(), new MaxPool2d(3, 2)));
    this.avgpool = child("avgpool", new AdaptiveAvgPool2d(6, 6));
    this.classifier = child("classifier", new Sequential(
        new Dropout(config.dropout), new Linear(256 * 6 * 6, 4096), new ReLU(),
        new Dropout(config.dropout), new Linear(4096, 4096), new ReLU(),
        new Linear(4096, config.numClasses)));
  }

  /** Scores (n, classes) of pictures (n, channels, height, width), both sides 63 or more. */
  @Override
  protected Tensor forward(Tensor x) {
    SmallestInput.require("alexnet", x, 63);
    return Chain.of(x, features,                             // (n, 256, h/32, w/32)
        avgpool, maps -> maps.flatten(1),                    // (n, 9216)
        classifier);                                         // (n, classes)
  }
}
