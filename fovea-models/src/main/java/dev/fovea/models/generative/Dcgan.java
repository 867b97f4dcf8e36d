package dev.fovea.models.generative;

import static dev.fovea.nn.ConvOptions.stride;

import dev.fovea.nn.BatchNorm2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.ConvTranspose2d;
import dev.fovea.nn.GroupNorm;
import dev.fovea.nn.Identity;
import dev.fovea.nn.Init;
import dev.fovea.nn.InstanceNorm2d;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LeakyReLU;
import dev.fovea.nn.ReLU;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Tanh;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import java.util.ArrayList;
import java.util.List;

/**
 * DCGAN: a generator of transposed convolutions that grows noise to a picture, and a critic that is its mirror image.
 *
 * <p>Radford et al., Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks,
 * 2015, figure 1, with the names of pytorch/examples. Pictures of 64 pixels as there; each halving leaves out a block.
 * As the critic of Gulrajani et al., Improved Training of Wasserstein GANs, 2017, it has no batch normalisation.
 *
 * <pre>{@code
 * Tensor images = new Dcgan.Generator(Dcgan.GENERATOR).apply(Tensors.randn(16, 100));   // (16, 3, 64, 64)
 * Tensor scores = new Dcgan.Discriminator(Dcgan.DISCRIMINATOR).scores(images);          // (16)
 * }</pre>
 */
public final class Dcgan {
  /** {@code dcgan_generator}. */
  public static final GeneratorConfig GENERATOR = new GeneratorConfig(100, 64, 3, 64);
  /** {@code dcgan_discriminator}. */
  public static final DiscriminatorConfig DISCRIMINATOR = new DiscriminatorConfig(64, 3, 64, NormLayer.BATCH);

  private static final ConvOptions HALF = stride(2).padding(1).bias(false);
  private static final ConvOptions WHOLE = ConvOptions.DEFAULT.bias(false);

  private Dcgan() {}

  /** What normalises in the critic. */
  public enum NormLayer {
    /** Batch normalisation, as in the paper. */
    BATCH,
    /** Layer normalisation over channels and places, with a scale and a shift a channel, as WGAN-GP advises. */
    LAYER,
    /** Instance normalisation, with a scale and a shift a channel. */
    INSTANCE,
    /** Nothing; the convolutions then have biases. */
    NONE;

    private Layer of(long channels) {
      return switch (this) {
        case BATCH -> new BatchNorm2d(channels);
        case LAYER -> new GroupNorm(1, channels);
        case INSTANCE -> new InstanceNorm2d(channels, true);
        case NONE -> new Identity();
      };
    }
  }

  /**
   * The shape of a generator.
   *
   * @param nz numbers of noise that a picture is made from
   * @param ngf channels before the last convolution, doubled with each block before
   * @param nc channels of the pictures
   * @param imageSize side of the pictures in pixels: 8, 16, 32, 64, 128, ...
   */
  public record GeneratorConfig(int nz, int ngf, int nc, int imageSize) {
    /** Checks the sizes. */
    public GeneratorConfig {
      if (nz < 1 || ngf < 1 || nc < 1) {
        throw new IllegalArgumentException("nz, ngf, nc: expected 1 or more, got " + nz + ", " + ngf + ", " + nc);
      }
      doublings(imageSize);
    }
  }

  /**
   * The shape of a critic.
   *
   * @param ndf channels after the first convolution, doubled with each block after it
   * @param nc channels of the pictures
   * @param imageSize side of the pictures in pixels: 8, 16, 32, 64, 128, ...
   * @param norm what normalises after all convolutions but the first and the last
   */
  public record DiscriminatorConfig(int ndf, int nc, int imageSize, NormLayer norm) {
    /** Checks the sizes. */
    public DiscriminatorConfig {
      if (ndf < 1 || nc < 1) {
        throw new IllegalArgumentException("ndf, nc: expected 1 or more, got " + ndf + ", " + nc);
      }
      doublings(imageSize);
    }
  }

  /** How often 4 pixels are doubled to a side. */
  private static int doublings(int imageSize) {
    if (imageSize < 8 || Integer.bitCount(imageSize) != 1) {
      throw new IllegalArgumentException("image_size: expected a power of two of 8 or more, got " + imageSize
          + "; pad or resize the pictures to 32 or 64");
    }
    return Integer.numberOfTrailingZeros(imageSize) - 2;
  }

  /** Noise to pictures. State: {@code main.N}. */
  public static final class Generator extends Layer {
    private final GeneratorConfig config;
    private final Sequential main;

    /** With weights as the paper starts them: normal with deviation 0.02. */
    public Generator(GeneratorConfig config) {
      this.config = config;
      int channels = config.ngf << doublings(config.imageSize) - 1;
      List<Layer> layers = new ArrayList<>(List.of(
          new ConvTranspose2d(config.nz, channels, 4, WHOLE), new BatchNorm2d(channels), new ReLU()));
      for (; channels > config.ngf; channels /= 2) {
        layers.addAll(List.of(
            new ConvTranspose2d(channels, channels / 2, 4, HALF), new BatchNorm2d(channels / 2), new ReLU()));
      }
      layers.addAll(List.of(new ConvTranspose2d(channels, config.nc, 4, HALF), new Tanh()));
      this.main = child("main", new Sequential(layers));
      start(this);
    }

    /** Pictures (n, nc, size, size) in [-1, 1] of noise (n, nz) or (n, nz, 1, 1), usually normal. */
    @Override
    protected Tensor forward(Tensor z) {
      if (z.dim() == 0 || z.numel() != z.size(0) * config.nz) {
        throw new TensorException("expected noise (n, " + config.nz + "), got " + z.describe());
      }
      return main.apply(z.reshape(z.size(0), config.nz, 1, 1));
    }
  }

  /** Pictures to the probability that they are real. State: {@code main.N}. */
  public static final class Discriminator extends Layer implements Critic {
    private final DiscriminatorConfig config;
    private final Sequential main;

    /** With weights as the paper starts them: normal with deviation 0.02. */
    public Discriminator(DiscriminatorConfig config) {
      this.config = config;
      ConvOptions inner = HALF.bias(config.norm == NormLayer.NONE);
      List<Layer> layers = new ArrayList<>(List.of(
          new Conv2d(config.nc, config.ndf, 4, HALF), new LeakyReLU(0.2)));
      int channels = config.ndf;
      for (int i = 1; i < doublings(config.imageSize); i++, channels *= 2) {
        layers.addAll(List.of(
            new Conv2d(channels, 2 * channels, 4, inner), config.norm.of(2 * channels), new LeakyReLU(0.2)));
      }
      layers.add(new Conv2d(channels, 1, 4, WHOLE));
      this.main = child("main", new Sequential(layers));
      start(this);
    }

    /** Probabilities (n) that pictures (n, nc, size, size) are real. */
    @Override
    protected Tensor forward(Tensor x) {
      return raw(x).sigmoid();
    }

    @Override
    public Tensor scores(Tensor images) {
      return call(images, () -> raw(images));
    }

    private Tensor raw(Tensor x) {
      if (x.dim() != 4 || x.size(2) != config.imageSize || x.size(3) != config.imageSize) {
        throw new TensorException("expected pictures (n, " + config.nc + ", " + config.imageSize + ", "
            + config.imageSize + "), got " + x.describe());
      }
      return main.apply(x).flatten(0);
    }
  }

  private static void start(Layer network) {
    network.namedModules().forEach((name, module) -> {
      Tensor weight = module.children().isEmpty() ? module.stateDict().get("weight") : null;
      if (module instanceof Conv2d || module instanceof ConvTranspose2d) {
        Init.normal_(weight, 0, 0.02);
      } else if (weight != null) {
        Init.normal_(weight, 1, 0.02);
      }
    });
  }
}
