package dev.fovea.models.classification;

import dev.fovea.models.layers.Chain;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.LogSoftmax;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.ReLU;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * LeNet-5: the convolutional network that read cheques, with rectifiers and max-pooling.
 *
 * <p>LeCun et al., Gradient-Based Learning Applied to Document Recognition, 1998, figure 2. Where the paper connects
 * some of the six maps to each of the sixteen by a table, two full branches are summed, as in activatedgeek/LeNet-5.
 *
 * <pre>{@code
 * Tensor logProbabilities = new LeNet5(LeNet5.LENET5).apply(digits);   // (n, 1, 32, 32) to (n, 10)
 * }</pre>
 */
public final class LeNet5 extends Layer {
  /** {@code lenet5}: grey pictures of 32 pixels, ten classes. */
  public static final Config LENET5 = new Config(10, 1, 32);

  /**
   * The shape of a LeNet-5.
   *
   * @param numClasses length of the scores
   * @param inChannels channels of the pictures
   * @param imageSize side of the square pictures in pixels, 32 or more; smaller ones are padded or enlarged before
   */
  public record Config(int numClasses, int inChannels, int imageSize) {
    /** Checks the sizes. */
    public Config {
      if (numClasses < 1 || inChannels < 1) {
        throw new IllegalArgumentException("num_classes, in_channels: expected 1 or more, got " + numClasses + ", "
            + inChannels);
      }
      if (imageSize < 32) {
        throw new IllegalArgumentException("image_size: expected 32 or more, got " + imageSize
            + "; pad or enlarge smaller pictures to 32");
      }
    }

    /** Values that the last convolution leaves: 120 where its window fits once. */
    private int flat() {
      int side = ((imageSize - 4) / 2 - 4) / 2 - 4;
      return 120 * side * side;
    }
  }

  private final Sequential c1;
  private final Sequential c2First;
  private final Sequential c2Second;
  private final Sequential c3;
  private final Sequential f4;
  private final Sequential f5;

  /** With weights uniform in +-1/sqrt(inputs). */
  public LeNet5(Config config) {
    this.c1 = child("c1", part("c1", List.of("c1", "relu1", "s1"),
        new Conv2d(config.inChannels, 6, 5), new ReLU(), new MaxPool2d(2)));
    this.c2First = child("c2_1", part("c2", List.of("c2", "relu2", "s2"),
        new Conv2d(6, 16, 5), new ReLU(), new MaxPool2d(2)));
    this.c2Second = child("c2_2", part("c2", List.of("c2", "relu2", "s2"),
        new Conv2d(6, 16, 5), new ReLU(), new MaxPool2d(2)));
    this.c3 = child("c3", part("c3", List.of("c3", "relu3"), new Conv2d(16, 120, 5), new ReLU()));
    this.f4 = child("f4", part("f4", List.of("f4", "relu4"), new Linear(config.flat(), 84), new ReLU()));
    this.f5 = child("f5", part("f5", List.of("f5", "sig5"), new Linear(84, config.numClasses), new LogSoftmax(-1)));
  }

  private static Sequential part(String name, List<String> names, Layer... layers) {
    LinkedHashMap<String, Layer> inner = new LinkedHashMap<>();
    for (int i = 0; i < layers.length; i++) {
      inner.put(names.get(i), layers[i]);
    }
    LinkedHashMap<String, Layer> outer = new LinkedHashMap<>();
    outer.put(name, new Sequential(inner));
    return new Sequential(outer);
  }

  /** Log-probabilities (n, classes) of pictures (n, channels, size, size). */
  @Override
  protected Tensor forward(Tensor x) {
    Tensor maps = c1.apply(x);                                            // (n, 6, 14, 14)
    Tensor more = c2First.apply(maps).add(c2Second.apply(maps));          // (n, 16, 5, 5)
    return Chain.of(more, c3, columns -> columns.flatten(1), f4, f5);     // (n, 120), (n, 84), (n, classes)
  }
}
