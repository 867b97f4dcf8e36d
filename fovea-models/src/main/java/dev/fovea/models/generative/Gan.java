package dev.fovea.models.generative;

import dev.fovea.models.layers.Chain;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Init;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Maxout;
import dev.fovea.nn.ReLU;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Tanh;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;

/**
 * The first generative adversarial nets: fully connected networks, rectifiers against maxout units with dropout.
 *
 * <p>Goodfellow et al., Generative Adversarial Nets, 2014, section 5 and its code for MNIST; pictures in [-1, 1], so
 * that the generator ends in a hyperbolic tangent where theirs ends in a sigmoid.
 *
 * <pre>{@code
 * Tensor images = new Gan.Generator(Gan.GENERATOR).apply(Tensors.randn(16, 100));   // (16, 1, 28, 28)
 * Tensor scores = new Gan.Discriminator(Gan.DISCRIMINATOR).scores(images);          // (16)
 * }</pre>
 */
public final class Gan {
  /** {@code gan_generator}. */
  public static final GeneratorConfig GENERATOR = new GeneratorConfig(100, 1200, 1, 28);
  /** {@code gan_discriminator}. */
  public static final DiscriminatorConfig DISCRIMINATOR = new DiscriminatorConfig(240, 5, 0.5, 1, 28);

  private Gan() {}

  /**
   * The shape of a generator.
   *
   * @param nz numbers of noise that a picture is made from
   * @param hidden units of each of the two hidden layers
   * @param nc channels of the pictures
   * @param imageSize side of the pictures in pixels
   */
  public record GeneratorConfig(int nz, int hidden, int nc, int imageSize) {
    /** Checks the sizes. */
    public GeneratorConfig {
      if (nz < 1 || hidden < 1 || nc < 1 || imageSize < 1) {
        throw new IllegalArgumentException("nz, hidden, nc, image_size: expected 1 or more, got " + nz + ", " + hidden
            + ", " + nc + ", " + imageSize);
      }
    }
  }

  /**
   * The shape of a critic.
   *
   * @param hidden units of each of the two hidden layers
   * @param pieces linear functions of which a unit takes the largest
   * @param dropout probability that a hidden unit is left out while it learns
   * @param nc channels of the pictures
   * @param imageSize side of the pictures in pixels
   */
  public record DiscriminatorConfig(int hidden, int pieces, double dropout, int nc, int imageSize) {
    /** Checks the sizes. */
    public DiscriminatorConfig {
      if (hidden < 1 || pieces < 1 || nc < 1 || imageSize < 1) {
        throw new IllegalArgumentException("hidden, pieces, nc, image_size: expected 1 or more, got " + hidden + ", "
            + pieces + ", " + nc + ", " + imageSize);
      }
      if (!(dropout >= 0 && dropout < 1)) {
        throw new IllegalArgumentException("dropout: expected 0 or more and below 1, got " + dropout);
      }
    }
  }

  /** Noise to pictures. State: {@code main.0}, {@code main.2}, {@code main.4}. */
  public static final class Generator extends Layer {
    private final GeneratorConfig config;
    private final Sequential main;

    /** With He's normal weights before rectifiers, and Glorot's before the tangent. */
    public Generator(GeneratorConfig config) {
      this.config = config;
      int pixels = config.nc * config.imageSize * config.imageSize;
      Linear last = new Linear(config.hidden, pixels);
      Init.xavierNormal_(last.weight());
      this.main = child("main", new Sequential(
          rectified(config.nz, config.hidden), new ReLU(),
          rectified(config.hidden, config.hidden), new ReLU(),
          last, new Tanh()));
    }

    private static Linear rectified(int in, int out) {
      Linear linear = new Linear(in, out);
      Init.kaimingNormal_(linear.weight(), Init.FanMode.FAN_IN, Init.Nonlinearity.RELU);
      Init.zeros_(linear.stateDict().get("bias"));
      return linear;
    }

    /** Pictures (n, nc, size, size) in [-1, 1] of noise (n, nz) or (n, nz, 1, 1), usually normal. */
    @Override
    protected Tensor forward(Tensor z) {
      if (z.dim() == 0 || z.numel() != z.size(0) * config.nz) {
        throw new TensorException("expected noise (n, " + config.nz + "), got " + z.describe());
      }
      return Chain.of(z, noise -> noise.reshape(noise.size(0), config.nz), main,
          flat -> flat.unflatten(1, config.nc, config.imageSize, config.imageSize));
    }
  }

  /** Pictures to the probability that they are real. State: {@code main.0}, {@code main.3}, {@code main.6}. */
  public static final class Discriminator extends Layer implements Critic {
    private final Sequential main;

    /** With weights uniform in +-1/sqrt(inputs). */
    public Discriminator(DiscriminatorConfig config) {
      int pixels = config.nc * config.imageSize * config.imageSize;
      this.main = child("main", new Sequential(
          new Linear(pixels, config.hidden * config.pieces), new Maxout(config.pieces), new Dropout(config.dropout),
          new Linear(config.hidden, config.hidden * config.pieces), new Maxout(config.pieces),
          new Dropout(config.dropout),
          new Linear(config.hidden, 1)));
    }

    /** Probabilities (n) that pictures (n, nc, size, size) are real. */
    @Override
    protected Tensor forward(Tensor x) {
      return main.apply(x.flatten(1)).flatten(0).sigmoid();
    }

    @Override
    public Tensor scores(Tensor images) {
      return call(images, () -> main.apply(images.flatten(1)).flatten(0));
    }
  }
}
