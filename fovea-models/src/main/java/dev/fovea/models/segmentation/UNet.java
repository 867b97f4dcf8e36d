package dev.fovea.models.segmentation;

import static dev.fovea.nn.ConvOptions.stride;

import dev.fovea.models.AdaptsState;
import dev.fovea.nn.BatchNorm2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvTranspose2d;
import dev.fovea.nn.Init;
import dev.fovea.nn.Layer;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Module;
import dev.fovea.nn.ReLU;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Upsample;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * U-Net: a path down that sees what is there, and a path up that says where, joined level by level.
 *
 * <p>Ronneberger, Fischer and Brox, U-Net: Convolutional Networks for Biomedical Image Segmentation, 2015, figure 1,
 * with batch normalisation and padded convolutions as in milesial/Pytorch-UNet, so that the output has the size of the
 * picture.
 *
 * <pre>{@code
 * Tensor scores = new UNet(UNet.UNET).apply(pictures);   // (n, 3, h, w) to (n, 2, h, w)
 * }</pre>
 */
public final class UNet extends Layer implements AdaptsState {
  /** {@code unet}: colour pictures, foreground and background, as the published weights for cars have it. */
  public static final Config UNET = new Config(3, 2, false, 64);

  /** Pixels of the picture under one of the lowest level: sides that are multiples of it need no padding. */
  public static final int STRIDE = 16;

  /**
   * The shape of a U-Net.
   *
   * @param nChannels channels of the pictures
   * @param nClasses scores of each pixel
   * @param bilinear whether maps are enlarged by interpolation, with half the channels at the bottom, rather than by
   *     learned transposed convolutions
   * @param width channels of the uppermost level; each level below has twice as many
   */
  public record Config(int nChannels, int nClasses, boolean bilinear, int width) {
    /** Checks the sizes. */
    public Config {
      if (nChannels < 1 || nClasses < 1) {
        throw new IllegalArgumentException("n_channels, n_classes: expected 1 or more, got " + nChannels + ", "
            + nClasses);
      }
      if (width < 1 || width > 1 << 16 || bilinear && width % 2 != 0) {
        throw new IllegalArgumentException("width: expected " + (bilinear ? "an even number from 2" : "1") + " to "
            + (1 << 16) + ", got " + width);
      }
    }
  }

  private final Config config;
  private final Layer inc;
  private final Layer down1;
  private final Layer down2;
  private final Layer down3;
  private final Layer down4;
  private final Up up1;
  private final Up up2;
  private final Up up3;
  private final Up up4;
  private final OutConv outc;

  /** With convolutions of variance 2 / inputs, as section 3 of the paper asks for. */
  public UNet(Config config) {
    this.config = config;
    int w = config.width;
    int factor = config.bilinear ? 2 : 1;
    this.inc = child("inc", new DoubleConv(config.nChannels, w, w));
    this.down1 = child("down1", new Down(w, 2 * w));
    this.down2 = child("down2", new Down(2 * w, 4 * w));
    this.down3 = child("down3", new Down(4 * w, 8 * w));
    this.down4 = child("down4", new Down(8 * w, 16 * w / factor));
    this.up1 = child("up1", new Up(16 * w, 8 * w / factor, config.bilinear));
    this.up2 = child("up2", new Up(8 * w, 4 * w / factor, config.bilinear));
    this.up3 = child("up3", new Up(4 * w, 2 * w / factor, config.bilinear));
    this.up4 = child("up4", new Up(2 * w, w, config.bilinear));
    this.outc = child("outc", new OutConv(w, config.nClasses));
  }

  /** Scores (n, classes, height, width) of pictures (n, channels, height, width), each side 16 or more. */
  @Override
  protected Tensor forward(Tensor x) {
    if (x.dim() != 4 || x.size(2) < STRIDE || x.size(3) < STRIDE) {
      throw new TensorException("UNet: expected pictures (n, " + config.nChannels + ", height, width) with sides of "
          + STRIDE + " or more, got " + x.describe() + "; pad or enlarge smaller ones");
    }
    Tensor x1 = inc.apply(x);                                  // (n, w, h, w)
    Tensor x2 = down1.apply(x1);                               // (n, 2w, h/2, w/2)
    Tensor x3 = down2.apply(x2);                               // (n, 4w, h/4, w/4)
    Tensor x4 = down3.apply(x3);                               // (n, 8w, h/8, w/8)
    Tensor x5 = down4.apply(x4);                               // (n, 16w, h/16, w/16)
    Tensor y = up1.apply(x5, x4);                              // (n, 8w, h/8, w/8)
    y = up2.apply(y, x3);                                      // (n, 4w, h/4, w/4)
    y = up3.apply(y, x2);                                      // (n, 2w, h/2, w/2)
    y = up4.apply(y, x1);                                      // (n, w, h, w)
    return outc.apply(y);                                      // (n, classes, h, w)
  }

  /** Published files hold the grey values of the masks beside the weights; they are no part of the network. */
  @Override
  public Map<String, Tensor> adaptState(Map<String, Tensor> state) {
    Map<String, Tensor> own = new LinkedHashMap<>(state);
    own.remove("mask_values");
    return own;
  }

  @Override
  public String describe() {
    return "UNet(" + config.nChannels + " channels to " + config.nClasses + " classes, width " + config.width
        + (config.bilinear ? ", bilinear" : "") + ")";
  }

  /** Two convolutions, each normalised and rectified. */
  private static final class DoubleConv extends Layer {
    private final Sequential body;

    DoubleConv(int in, int middle, int out) {
      this.body = child("double_conv", new Sequential(
          conv(in, middle), new BatchNorm2d(middle), new ReLU(), conv(middle, out), new BatchNorm2d(out), new ReLU()));
    }

    private static Conv2d conv(int in, int out) {
      Conv2d conv = new Conv2d(in, out, 3, stride(1).padding(1).bias(false));
      Init.kaimingNormal_(conv.weight(), Init.FanMode.FAN_IN, Init.Nonlinearity.RELU);
      return conv;
    }

    @Override
    protected Tensor forward(Tensor x) {
      return body.apply(x);
    }
  }

  /** Half the size, twice the channels. */
  private static final class Down extends Layer {
    private final Sequential body;

    Down(int in, int out) {
      this.body = child("maxpool_conv", new Sequential(new MaxPool2d(2), new DoubleConv(in, out, out)));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return body.apply(x);
    }
  }

  /** Twice the size, then joined with what the path down knew at this level. */
  private static final class Up extends Module {
    private final Layer up;
    private final DoubleConv conv;

    Up(int in, int out, boolean bilinear) {
      this.up = child("up", bilinear ? new Upsample(2, "bilinear", true)
          : new ConvTranspose2d(in, in / 2, 2, stride(2)));
      this.conv = child("conv", new DoubleConv(in, bilinear ? in / 2 : out, out));
    }

    /** Lower maps and those of the same level, of sides 2 or 2 + 1 times as long: the lower ones get a border of 0. */
    Tensor apply(Tensor lower, Tensor skip) {
      return call(lower, () -> {
        Tensor large = up.apply(lower);
        long down = skip.size(2) - large.size(2);
        long right = skip.size(3) - large.size(3);
        Tensor padded = down == 0 && right == 0 ? large
            : Sampling.pad(large, right / 2, right - right / 2, down / 2, down - down / 2);
        return conv.apply(Tensors.cat(List.of(skip, padded), 1));
      });
    }
  }

  private static final class OutConv extends Layer {
    private final Conv2d conv;

    OutConv(int in, int out) {
      this.conv = child("conv", new Conv2d(in, out, 1));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return conv.apply(x);
    }
  }
}
