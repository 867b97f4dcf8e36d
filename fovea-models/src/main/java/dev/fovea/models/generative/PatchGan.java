package dev.fovea.models.generative;

import dev.fovea.nn.BatchNorm2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Identity;
import dev.fovea.nn.Init;
import dev.fovea.nn.InstanceNorm2d;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LeakyReLU;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * PatchGAN: a critic that judges each patch of a picture alone, and so looks at texture.
 *
 * <p>Isola et al., Image-to-Image Translation with Conditional Adversarial Networks, 2016, section 3.2.2, with the
 * names of junyanz/pytorch-CycleGAN-and-pix2pix. Three layers see 70x70 pixels; {@link Pixel} sees a single one.
 *
 * <pre>{@code
 * Tensor scores = new PatchGan.NLayers(PatchGan.BASIC).apply(images);   // (n, 3, 256, 256) to (n, 1, 30, 30)
 * }</pre>
 */
public final class PatchGan {
  /** {@code patchgan_basic} and {@code patchgan_n_layers}. */
  public static final Config BASIC = new Config(3, 64, 3, NormLayer.BATCH);
  /** {@code patchgan_pixel}. */
  public static final PixelConfig PIXEL = new PixelConfig(3, 64, NormLayer.BATCH);

  private static final int MOST = 8;

  private PatchGan() {}

  /** What normalises; only with instance normalisation the inner convolutions have biases, as in the reference. */
  public enum NormLayer {
    BATCH,
    INSTANCE,
    NONE;

    private Layer of(long channels) {
      return switch (this) {
        case BATCH -> new BatchNorm2d(channels);
        case INSTANCE -> new InstanceNorm2d(channels);
        case NONE -> new Identity();
      };
    }
  }

  /**
   * The shape of a critic of patches.
   *
   * @param inputNc channels of the pictures; 6 for a picture beside the one that it was made from
   * @param ndf channels after the first convolution
   * @param nLayersD convolutions of stride 2, 1 or more
   * @param norm what normalises
   */
  public record Config(int inputNc, int ndf, int nLayersD, NormLayer norm) {
    /** Checks the sizes. */
    public Config {
      if (inputNc < 1 || ndf < 1 || nLayersD < 1) {
        throw new IllegalArgumentException("input_nc, ndf, n_layers_D: expected 1 or more, got " + inputNc + ", " + ndf
            + ", " + nLayersD);
      }
    }
  }

  /**
   * The shape of a critic of single pixels.
   *
   * @param inputNc channels of the pictures
   * @param ndf channels after the first convolution
   * @param norm what normalises
   */
  public record PixelConfig(int inputNc, int ndf, NormLayer norm) {
    /** Checks the sizes. */
    public PixelConfig {
      if (inputNc < 1 || ndf < 1) {
        throw new IllegalArgumentException("input_nc, ndf: expected 1 or more, got " + inputNc + ", " + ndf);
      }
    }
  }

  /** Pictures (n, channels, h, w) to raw scores of their patches (n, 1, h', w'). State: {@code model.N}. */
  public static final class NLayers extends Layer implements Critic {
    private final Sequential model;

    /** With weights as the reference starts them: normal with deviation 0.02. */
    public NLayers(Config config) {
      int ndf = config.ndf;
      boolean bias = config.norm == NormLayer.INSTANCE;
      List<Layer> layers = new ArrayList<>(List.of(conv(config.inputNc, ndf, 2, true), new LeakyReLU(0.2)));
      int channels = ndf;
      for (int i = 1; i <= config.nLayersD; i++) {
        int next = ndf * Math.min(1 << Math.min(i, 30), MOST);
        layers.addAll(List.of(
            conv(channels, next, i < config.nLayersD ? 2 : 1, bias), config.norm.of(next), new LeakyReLU(0.2)));
        channels = next;
      }
      layers.add(conv(channels, 1, 1, true));
      this.model = child("model", new Sequential(layers));
    }

    private static Conv2d conv(int in, int out, int stride, boolean bias) {
      return start(new Conv2d(in, out, 4, ConvOptions.stride(stride).padding(1).bias(bias)));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return model.apply(x);
    }

    @Override
    public Tensor scores(Tensor images) {
      return apply(images);
    }
  }

  /** Pictures (n, channels, h, w) to raw scores of their pixels (n, 1, h, w). State: {@code net.N}. */
  public static final class Pixel extends Layer implements Critic {
    private final Sequential net;

    /** With weights as the reference starts them: normal with deviation 0.02. */
    public Pixel(PixelConfig config) {
      int ndf = config.ndf;
      ConvOptions inner = ConvOptions.DEFAULT.bias(config.norm == NormLayer.INSTANCE);
      this.net = child("net", new Sequential(
          start(new Conv2d(config.inputNc, ndf, 1)), new LeakyReLU(0.2),
          start(new Conv2d(ndf, 2 * ndf, 1, inner)), config.norm.of(2 * ndf), new LeakyReLU(0.2),
          start(new Conv2d(2 * ndf, 1, 1, inner))));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return net.apply(x);
    }

    @Override
    public Tensor scores(Tensor images) {
      return apply(images);
    }
  }

  private static Conv2d start(Conv2d conv) {
    Init.normal_(conv.weight(), 0, 0.02);
    Tensor bias = conv.stateDict().get("bias");
    if (bias != null) {
      Init.zeros_(bias);
    }
    return conv;
  }
}
