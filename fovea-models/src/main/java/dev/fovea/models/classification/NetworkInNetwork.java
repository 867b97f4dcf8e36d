package dev.fovea.models.classification;

import dev.fovea.models.layers.Chain;
import dev.fovea.nn.AdaptiveAvgPool2d;
import dev.fovea.nn.AvgPool2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Layer;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.ReLU;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Tensor;

/**
 * Network in Network: a small network slides over each map as 1x1 convolutions, and means of maps are the scores.
 *
 * <p>Lin, Chen and Yan, Network In Network, 2013, figure 2, in the form of the Caffe model zoo for CIFAR-10, where a ReLU
 * follows the last convolution too. It is the first network that ends in global average pooling.
 *
 * <pre>{@code
 * Tensor scores = new NetworkInNetwork(NetworkInNetwork.NIN_CIFAR10).apply(images);   // (n, 3, 32, 32) to (n, 10)
 * }</pre>
 */
public final class NetworkInNetwork extends Layer {
  /** {@code nin_cifar10}. */
  public static final Config NIN_CIFAR10 = new Config(10, 0.5, 3);

  /**
   * The shape of a Network in Network.
   *
   * @param numClasses length of the scores
   * @param dropout probability that an activation after each of the first two blocks is dropped in training
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

  private final Sequential classifier;

  /** With PyTorch's usual start: uniform in +-1/sqrt(inputs). */
  public NetworkInNetwork(Config config) {
    this.classifier = child("classifier", new Sequential(
        conv(config.inChannels, 192, 5), new ReLU(), conv(192, 160, 1), new ReLU(), conv(160, 96, 1), new ReLU(),
        new MaxPool2d(3, 2, 1), new Dropout(config.dropout),
        conv(96, 192, 5), new ReLU(), conv(192, 192, 1), new ReLU(), conv(192, 192, 1), new ReLU(),
        new AvgPool2d(3, 2, 1), new Dropout(config.dropout),
        conv(192, 192, 3), new ReLU(), conv(192, 192, 1), new ReLU(), conv(192, config.numClasses, 1), new ReLU(),
        new AdaptiveAvgPool2d(1, 1)));
  }

  private static Conv2d conv(int in, int out, int kernel) {
    return new Conv2d(in, out, kernel, ConvOptions.DEFAULT.padding(kernel / 2));
  }

  /** Scores (n, classes), none below 0, of pictures (n, channels, height, width). */
  @Override
  protected Tensor forward(Tensor x) {
    return Chain.of(x, classifier, scores -> scores.flatten(1));
  }
}
