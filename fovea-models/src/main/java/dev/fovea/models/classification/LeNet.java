package dev.fovea.models.classification;

import dev.fovea.models.layers.Chain;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.tensor.Tensor;

/**
 * LeNet for colour pictures: two convolutions and three fully connected layers with rectifiers and max-pooling.
 *
 * <p>After LeCun et al., Gradient-Based Learning Applied to Document Recognition, 1998, as used on CIFAR-10.
 *
 * <pre>{@code
 * Tensor scores = new LeNet(LeNet.LENET).apply(images);   // (n, 3, 32, 32) to (n, 10)
 * }</pre>
 */
public final class LeNet extends Layer {
  /** {@code lenet}: colour pictures of 32 pixels, ten classes. */
  public static final Config LENET = new Config(10, 3, 32);

  /**
   * The shape of a LeNet.
   *
   * @param numClasses length of the scores
   * @param inChannels channels of the pictures
   * @param imageSize side of the square pictures in pixels, 16 or more
   */
  public record Config(int numClasses, int inChannels, int imageSize) {
    /** Checks the sizes. */
    public Config {
      if (numClasses < 1 || inChannels < 1) {
        throw new IllegalArgumentException("num_classes, in_channels: expected 1 or more, got " + numClasses + ", "
            + inChannels);
      }
      if (imageSize < 16) {
        throw new IllegalArgumentException("image_size: expected 16 or more, got " + imageSize);
      }
    }

    private int flat() {
      int side = ((imageSize - 4) / 2 - 4) / 2;
      return 16 * side * side;
    }
  }

  private final Conv2d conv1;
  private final Conv2d conv2;
  private final MaxPool2d pool = new MaxPool2d(2);
  private final Linear fc1;
  private final Linear fc2;
  private final Linear fc3;

  /** With weights uniform in +-1/sqrt(inputs). */
  public LeNet(Config config) {
    this.conv1 = child("conv1", new Conv2d(config.inChannels, 6, 5));
    this.conv2 = child("conv2", new Conv2d(6, 16, 5));
    this.fc1 = child("fc1", new Linear(config.flat(), 120));
    this.fc2 = child("fc2", new Linear(120, 84));
    this.fc3 = child("fc3", new Linear(84, config.numClasses));
  }

  /** Scores (n, classes) of pictures (n, channels, size, size). */
  @Override
  protected Tensor forward(Tensor x) {
    return Chain.of(x, conv1, Tensor::relu_, pool,   // (n, 6, 14, 14)
        conv2, Tensor::relu_, pool,                  // (n, 16, 5, 5)
        maps -> maps.flatten(1), fc1, Tensor::relu_, fc2, Tensor::relu_, fc3);
  }
}
