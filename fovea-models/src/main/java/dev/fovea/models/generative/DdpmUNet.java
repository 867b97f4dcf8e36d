package dev.fovea.models.generative;

import static dev.fovea.models.generative.ResnetBlock.conv;
import static dev.fovea.models.generative.ResnetBlock.glorot;
import static dev.fovea.models.generative.ResnetBlock.zero;

import dev.fovea.models.layers.Chain;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Embedding;
import dev.fovea.nn.GroupNorm;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Module;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The U-Net of DDPM: what is noise in a picture that is so and so noisy?
 *
 * <p>Ho, Jain and Abbeel, Denoising Diffusion Probabilistic Models, 2020, appendix B, in the layout of
 * pesser/pytorch_diffusion, whose converted checkpoints have these names. It may be told classes, with one row more for
 * "no class": Ho and Salimans, Classifier-Free Diffusion Guidance, 2022.
 *
 * <pre>{@code
 * Tensor noise = new DdpmUNet(DdpmUNet.CIFAR10).apply(pictures, t);   // (n, 3, 32, 32) and (n) to (n, 3, 32, 32)
 * }</pre>
 */
public final class DdpmUNet extends Module {
  /** {@code ddpm_unet}: pictures of CIFAR-10 (the paper trained it with a dropout of 0.1). */
  public static final Config CIFAR10 = new Config(128, 3, List.of(1, 2, 2, 2), 2, List.of(16), 3, 32, 0, true, 0);
  /** {@code ddpm_unet_lsun}: bedrooms, churches and cats of 256 pixels. */
  public static final Config LSUN = new Config(128, 3, List.of(1, 1, 2, 2, 4, 4), 2, List.of(16), 3, 256, 0, true, 0);

  private static final int MOST_LEVELS = 16;

  /**
   * The shape of a U-Net.
   *
   * @param ch channels at full size, a multiple of 32
   * @param outCh channels of the output: those of the pictures, or twice as many where the variance is learned
   * @param chMult channels of each level, in multiples of {@code ch}; each level has half the side of the one before
   * @param numResBlocks residual blocks a level on the way down; the way up has one more
   * @param attnResolutions sides of the levels with attention after each block, counted from {@code resolution}
   * @param inChannels channels of the pictures
   * @param resolution side of the pictures, which every level but the last must halve without a rest
   * @param dropout probability that an activation is dropped in training
   * @param resampWithConv whether sizes change by convolutions rather than by means and copies
   * @param numClasses classes that it can be told; 0 for none
   */
  public record Config(int ch, int outCh, List<Integer> chMult, int numResBlocks, List<Integer> attnResolutions,
      int inChannels, int resolution, double dropout, boolean resampWithConv, int numClasses) {
    /** Checks that the sizes fit. */
    public Config {
      chMult = List.copyOf(chMult);
      attnResolutions = List.copyOf(attnResolutions);
      if (ch < 1 || ch % ResnetBlock.GROUPS != 0) {
        throw new IllegalArgumentException("ch: expected a multiple of " + ResnetBlock.GROUPS
            + ", since channels are normalised in " + ResnetBlock.GROUPS + " groups, got " + ch);
      }
      if (chMult.isEmpty() || chMult.size() > MOST_LEVELS || chMult.stream().anyMatch(factor -> factor < 1)) {
        throw new IllegalArgumentException("ch_mult: expected 1 to " + MOST_LEVELS + " factors of 1 or more, got "
            + chMult);
      }
      if (outCh < 1 || numResBlocks < 1 || inChannels < 1 || numClasses < 0) {
        throw new IllegalArgumentException("out_ch, num_res_blocks, in_channels: expected 1 or more, num_classes: 0 or "
            + "more, got " + outCh + ", " + numResBlocks + ", " + inChannels + ", " + numClasses);
      }
      int factor = 1 << chMult.size() - 1;
      if (resolution < 1 || resolution % factor != 0) {
        throw new IllegalArgumentException("resolution: expected a multiple of " + factor + ", which the "
            + chMult.size() + " levels of ch_mult can halve, got " + resolution
            + "; pad the pictures or take fewer levels");
      }
      if (!(dropout >= 0 && dropout < 1)) {
        throw new IllegalArgumentException("dropout: expected 0 to below 1, got " + dropout);
      }
    }

    private int channels(int level) {
      return level < 0 ? ch : ch * chMult.get(level);
    }

    private int embedding() {
      return 4 * ch;
    }
  }

  private final Config config;
  private final int lastLevel;
  private final Tensor noClass;
  private final TimeEmbedding temb;
  private final @Nullable Embedding labelEmb;
  private final Conv2d convIn;
  private final Parts<Level> down;
  private final Middle mid;
  private final Parts<Level> up;
  private final GroupNorm normOut;
  private final Conv2d convOut;

  /** With weights as the paper's code starts them: each residual branch and the output begin as zero. */
  public DdpmUNet(Config config) {
    this.config = config;
    this.lastLevel = config.chMult.size() - 1;
    this.noClass = transientBuffer("no_class", Tensors.of(new long[] {config.numClasses}));
    this.temb = child("temb", new TimeEmbedding(config));
    this.labelEmb = config.numClasses == 0 ? null
        : child("label_emb", new Embedding(config.numClasses + 1, config.embedding()));
    this.convIn = child("conv_in", conv(config.inChannels, config.ch, 3));
    this.down = child("down", Parts.of(lastLevel + 1, this::downwards));
    this.mid = child("mid", new Middle(config));
    this.up = child("up", Parts.of(lastLevel + 1, this::upwards));
    this.normOut = child("norm_out", ResnetBlock.norm(config.channels(0)));
    this.convOut = child("conv_out", zero(conv(config.channels(0), config.outCh, 3)));
  }

  private Level downwards(int level) {
    int out = config.channels(level);
    return new Level(config, level, config.numResBlocks, block -> block == 0 ? config.channels(level - 1) : out,
        "downsample", level == lastLevel ? null : new Downsample(out, config.resampWithConv));
  }

  /** Each block takes what comes from below or before, and what the way down left at this size. */
  private Level upwards(int level) {
    int out = config.channels(level);
    int below = config.channels(Math.min(level + 1, lastLevel));
    return new Level(config, level, config.numResBlocks + 1, block -> (block == 0 ? below : out)
        + (block == config.numResBlocks ? config.channels(level - 1) : out),
        "upsample", level == 0 ? null : new Upsample(out, config.resampWithConv));
  }

  /** What the shape is. */
  public Config config() {
    return config;
  }

  /**
   * What is noise (n, out_ch, h, w) in pictures of which no class is told.
   *
   * @param x pictures (n, in_channels, h, w), of sides that the levels can halve
   * @param t how noisy each of them is: steps of the process (n)
   */
  public Tensor apply(Tensor x, Tensor t) {
    return apply(x, t, noClass.expand(x.size(0)));
  }

  /**
   * {@link #apply(Tensor, Tensor)} for pictures of classes.
   *
   * @param labels the class of each picture (n), int64; {@code num_classes} itself stands for "no class"
   */
  public Tensor apply(Tensor x, Tensor t, Tensor labels) {
    checkSides(x);
    return call(x, () -> {
      Tensor time = temb.apply(t);                                        // (n, 4 ch)
      Tensor told = (labelEmb == null ? time : time.add(labelEmb.apply(labels))).silu();
      Deque<Tensor> skips = new ArrayDeque<>(List.of(convIn.apply(x)));   // (n, ch, h, w)
      for (Level level : down.list) {
        for (int i = 0; i < config.numResBlocks; i++) {
          skips.push(level.block(i, skips.getFirst(), told));             // (n, ch_mult ch, h, w)
        }
        if (level.resample != null) {
          skips.push(level.resample.apply(skips.getFirst()));             // (n, ch_mult ch, h / 2, w / 2)
        }
      }
      Tensor h = mid.apply(skips.getFirst(), told);
      for (int k = lastLevel; k >= 0; k--) {
        Level level = up.list.get(k);
        for (int i = 0; i <= config.numResBlocks; i++) {
          h = level.block(i, Tensors.cat(List.of(h, skips.pop()), 1), told);
        }
        if (level.resample != null) {
          h = level.resample.apply(h);                                    // (n, ch_mult ch, 2 h, 2 w)
        }
      }
      return Chain.of(h, x1 -> ResnetBlock.activated(normOut, x1), convOut);   // (n, out_ch, h, w)
    });
  }

  private void checkSides(Tensor x) {
    int factor = 1 << lastLevel;
    if (x.dim() != 4 || x.size(1) != config.inChannels || x.size(2) % factor != 0 || x.size(3) % factor != 0) {
      throw new TensorException("DdpmUNet: expected pictures (n, " + config.inChannels + ", height, width) with sides "
          + "that are multiples of " + factor + ", got " + x.describe() + "; pad or resize them");
    }
  }

  /**
   * This network steered towards classes, as a diffusion process asks it; see {@link ClassifierFreeGuidance}.
   *
   * @param labels the class of each picture (n), int64
   * @param scale 0 ignores the classes, 1 takes them as they were learned, more exaggerates them and takes twice as long
   */
  public Denoiser guided(Tensor labels, double scale) {
    if (scale == 0 || labelEmb == null) {
      return this::apply;
    } else if (scale == 1) {
      return (x, t) -> apply(x, t, labels);
    }
    return (x, t) -> {
      Tensor both = Tensors.cat(List.of(labels, noClass.expand(labels.size(0))), 0);
      Tensor output = apply(Tensors.cat(List.of(x, x), 0), Tensors.cat(List.of(t, t), 0), both);
      return ClassifierFreeGuidance.guide(output, config.inChannels, scale).narrow(0, 0, x.size(0));
    };
  }

  @Override
  public String describe() {
    return "DdpmUNet(" + config.ch + " x " + config.chMult + ", " + config.numClasses + " classes)";
  }

  /** Modules of one kind, named by their numbers. */
  private static final class Parts<M extends Module> extends Module {
    private final List<M> list = new ArrayList<>();

    static <M extends Module> Parts<M> of(int count, IntFunction<M> make) {
      Parts<M> parts = new Parts<>();
      IntStream.range(0, count).forEach(i -> parts.list.add(parts.child(Integer.toString(i), make.apply(i))));
      return parts;
    }
  }

  /** Sines and cosines of the step, and two linear layers: (n) to (n, 4 ch). */
  private static final class TimeEmbedding extends Layer {
    private final int width;
    private final Parts<Linear> dense;

    TimeEmbedding(Config config) {
      this.width = config.ch;
      this.dense = child("dense", Parts.of(2,
          i -> glorot(new Linear(i == 0 ? config.ch : config.embedding(), config.embedding()))));
    }

    @Override
    protected Tensor forward(Tensor t) {
      DType type = dense.list.get(0).weight().dtype();
      return Chain.of(TimestepEmbedding.sinCos(t, width).to(type), dense.list.get(0), Tensor::silu, dense.list.get(1));
    }
  }

  /** The blocks at one size, each with attention where that is asked for, and what leads to the next size. */
  private static final class Level extends Module {
    private final Parts<ResnetBlock> block;
    private final Parts<AttnBlock> attn;
    private final @Nullable Layer resample;

    Level(Config config, int level, int blocks, IntFunction<Integer> in, String name, @Nullable Layer resample) {
      int out = config.channels(level);
      boolean attends = config.attnResolutions.contains(config.resolution >> level);
      this.block = child("block",
          Parts.of(blocks, i -> new ResnetBlock(in.apply(i), out, config.embedding(), config.dropout)));
      this.attn = child("attn", Parts.of(attends ? blocks : 0, i -> new AttnBlock(out)));
      this.resample = resample == null ? null : child(name, resample);
    }

    Tensor block(int i, Tensor x, Tensor told) {
      Tensor h = block.list.get(i).apply(x, told);
      return attn.list.isEmpty() ? h : attn.list.get(i).apply(h);
    }
  }

  /** Two blocks with attention between them, at the smallest size. */
  private static final class Middle extends Module {
    private final ResnetBlock block1;
    private final AttnBlock attn1;
    private final ResnetBlock block2;

    Middle(Config config) {
      int channels = config.channels(config.chMult.size() - 1);
      this.block1 = child("block_1", new ResnetBlock(channels, channels, config.embedding(), config.dropout));
      this.attn1 = child("attn_1", new AttnBlock(channels));
      this.block2 = child("block_2", new ResnetBlock(channels, channels, config.embedding(), config.dropout));
    }

    Tensor apply(Tensor x, Tensor told) {
      return block2.apply(attn1.apply(block1.apply(x, told)), told);
    }
  }
}
