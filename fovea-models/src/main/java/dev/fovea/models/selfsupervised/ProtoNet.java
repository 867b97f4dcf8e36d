package dev.fovea.models.selfsupervised;

import dev.fovea.nn.BatchNorm2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Layer;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.ReLU;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;

/**
 * The embedding of prototypical networks: pictures of one class lie near to each other, also of classes never seen.
 *
 * <p>Snell, Swersky and Zemel, Prototypical Networks for Few-shot Learning, 2017, section 3.1: four blocks of a 3 x 3
 * convolution, batch normalisation, a rectifier and a max-pooling that halves the sides. Names as in
 * orobix/Prototypical-Networks-for-Few-shot-Learning-PyTorch and jakesnell/prototypical-networks.
 *
 * <pre>{@code
 * Tensor embeddings = new ProtoNet(ProtoNet.PROTONET).apply(drawings);   // (n, 1, 28, 28) to (n, 64)
 * }</pre>
 */
public final class ProtoNet extends Layer {
  /** {@code protonet}: grey pictures, four blocks of 64 channels; 64 values from 28 pixels. */
  public static final Config PROTONET = new Config(1, 64, 64, 4);

  /**
   * The shape of an embedding.
   *
   * @param xDim channels of the pictures
   * @param hidDim channels of all blocks but the last
   * @param zDim channels of the last block
   * @param blocks how many; a picture's sides are halved in each, rounded down
   */
  public record Config(int xDim, int hidDim, int zDim, int blocks) {
    /** Checks the sizes. */
    public Config {
      if (xDim < 1 || hidDim < 1 || zDim < 1) {
        throw new IllegalArgumentException("x_dim, hid_dim, z_dim: expected 1 or more, got " + xDim + ", " + hidDim
            + ", " + zDim);
      }
      if (blocks < 1 || blocks > 10) {
        throw new IllegalArgumentException("blocks: expected 1 to 10, got " + blocks);
      }
    }

    /** The least side of a picture, of which the last block leaves one pixel. */
    public int smallestSide() {
      return 1 << blocks;
    }

    /** The length of the embedding of square pictures. */
    public int features(int side) {
      return zDim * (side >> blocks) * (side >> blocks);
    }
  }

  private final Config config;
  private final Sequential encoder;

  /** With fresh weights. */
  public ProtoNet(Config config) {
    this.config = config;
    Layer[] blocks = new Layer[config.blocks];
    for (int i = 0; i < blocks.length; i++) {
      int in = i == 0 ? config.xDim : config.hidDim;
      int out = i == blocks.length - 1 ? config.zDim : config.hidDim;
      blocks[i] = new Sequential(new Conv2d(in, out, 3, ConvOptions.DEFAULT.padding(1)), new BatchNorm2d(out),
          new MaxPool2d(2), new ReLU());   // the rectified maximum is the maximum of the rectified, with less work
    }
    this.encoder = child("encoder", new Sequential(blocks));
  }

  /** What the embedding was made for. */
  public Config config() {
    return config;
  }

  /**
   * Embeddings (n, z_dim * height / 2^blocks * width / 2^blocks) of pictures (n, x_dim, height, width).
   *
   * @throws TensorException if a side is shorter than 2^blocks
   */
  @Override
  protected Tensor forward(Tensor x) {
    if (x.dim() == 4 && Math.min(x.size(2), x.size(3)) < config.smallestSide()) {
      throw new TensorException("ProtoNet: " + config.blocks + " blocks need pictures of " + config.smallestSide()
          + " pixels or more, got " + x.describe() + "; enlarge them or take fewer blocks");
    }
    return encoder.apply(x).flatten(1);          // (n, z_dim, h / 2^blocks, w / 2^blocks), (n, features)
  }
}
