package dev.fovea.train.classification;

import dev.fovea.nn.BatchNormFolding;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Module;
import dev.fovea.nn.ShortWeights;
import dev.fovea.tensor.Autocast;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.MemoryFormat;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.Precision;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A classifier's network made fast at answering: batch normalisations folded into convolutions, memory ordered by
 * channels last, products in bfloat16 where that pays and is harmless.
 *
 * <p>What is harmless is tried on a few pictures of noise, smaller than real ones where the network takes them: fewer
 * positions average away less of the rounding, so that they are a harder test, and preparing stays cheaper than one
 * answer.
 *
 * <p>Any number of threads may ask one network.
 */
public final class FastInference {
  /** How far bfloat16 may move a logit, as a part of the largest one of the same picture. */
  public static final double BOUND = 1e-2;

  private static final int[] SMALL_SIDES = {64, 96, 128};
  private static final int USUAL_SIDE = 224;
  private static final int SMALL_PICTURES = 4;
  private static final double OWN_SIZE = 0.75;   // of the bound: such a trial is no harder than real pictures
  private static final long FEWEST_WEIGHTS = 500_000;   // below, casting takes longer than bfloat16 saves

  private final Layer network;
  private final Device device;
  private final MemoryFormat format;
  private final Inference used;
  private final int folded;

  private FastInference(Layer network, Device device, MemoryFormat format, Inference used, int folded) {
    this.network = network;
    this.device = device;
    this.format = format;
    this.used = used;
    this.folded = folded;
  }

  /**
   * Prepares a network, in place: it moves to the device and is set to evaluation, and unless it is used
   * {@link Inference#AS_LOADED} can no longer be trained. A network that cannot be made faster is used as it is.
   *
   * @param form the pictures that it takes
   */
  public static FastInference prepare(Layer network, InputForm form, Device device, Inference how) {
    network.to(device);
    network.eval();
    if (how == Inference.AS_LOADED) {
      return new FastInference(network, device, MemoryFormat.PRESERVE, how, 0);
    }
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      boolean mayShorten = how == Inference.AUTO && Precision.AUTO.resolve(device) == Precision.BF16
          && network.parameterCount() >= FEWEST_WEIGHTS;
      Trial trial = mayShorten || BatchNormFolding.hasAny(network) ? folded(network, form, device) : null;
      int folded = trial == null ? 0 : trial.folded;
      MemoryFormat format = MemoryFormat.PRESERVE;
      if (network.parameters().stream().anyMatch(parameter -> parameter.dim() == 4)) {
        format = MemoryFormat.CHANNELS_LAST;
        network.to(format);
      }
      FastInference exact = new FastInference(network, device, format, Inference.FLOAT32, folded);
      FastInference shorter = new FastInference(network, device, format, Inference.BFLOAT16, folded);
      if (how == Inference.BFLOAT16) {
        ShortWeights.keep(network, DType.BFLOAT16);
        return shorter;
      }
      return mayShorten && trial != null && shorter.isHarmlessOn(trial) ? shorter : exact;
    }
  }

  /** Noise that the network takes, how far bfloat16 may move its logits, and how many normalisations were folded. */
  private record Trial(Tensor pictures, double bound, int folded) {}

  /** Folds with small noise, or with larger if the network does not take that; null if it takes none. */
  private static @Nullable Trial folded(Layer network, InputForm form, Device device) {
    int cut = Math.max(form.preprocessing().crop(), form.preprocessing().resize());
    int own = cut > 0 ? cut : USUAL_SIDE;
    int[] sides = IntStream.concat(IntStream.of(SMALL_SIDES).filter(side -> side < own), IntStream.of(own)).toArray();
    for (int side : sides) {
      int pictures = side <= SMALL_SIDES[SMALL_SIDES.length - 1] ? SMALL_PICTURES : 1;
      try (Generator generator = new Generator(0)) {
        Tensor noise = Tensors.randn(generator, pictures, form.channels(), side, side).to(device);
        return new Trial(noise, side < own ? BOUND : OWN_SIZE * BOUND, folded(network, noise.narrow(0, 0, 1)));
      } catch (RuntimeException e) {
        continue;   // a size that the network does not take
      }
    }
    return null;
  }

  private static int folded(Layer network, Tensor picture) {
    if (!BatchNormFolding.hasAny(network)) {
      network.apply(picture);
      return 0;
    }
    try {
      return BatchNormFolding.fold(network, picture);
    } catch (IllegalStateException e) {
      return 0;   // something else reads a convolution: the network stays as it was
    }
  }

  /** Keeps the weights in bfloat16 if the answers stay within the bound. */
  private boolean isHarmlessOn(Trial trial) {
    Module.Closer copies = ShortWeights.keep(network, DType.BFLOAT16);
    boolean harmless = false;
    try {
      harmless = deviation(logits(trial.pictures), exactLogits(trial.pictures)) <= trial.bound;
    } catch (RuntimeException e) {
      harmless = false;   // an operation that has no bfloat16
    } finally {
      if (!harmless) {
        copies.close();
      }
    }
    return harmless;
  }

  /**
   * How far answers are from exact ones: the largest difference of a logit as a part of the exact answer's largest, for
   * the picture where that is the most. Both (n, classes).
   */
  public static double deviation(Tensor logits, Tensor exact) {
    return Scope.run(() -> {
      Tensor moved = logits.sub(exact).abs().flatten(1).amax(new int[] {1}, false);
      Tensor largest = exact.abs().flatten(1).amax(new int[] {1}, false);
      return moved.div(largest.clampMin(1e-12)).max().item();
    });
  }

  /** Scores (n, classes) in float32 of a batch (n, channels, height, width), outside any graph. */
  public Tensor logits(Tensor images) {
    try (Scope scope = Scope.open(); GradMode inference = GradMode.inference();
        Autocast cast = used == Inference.BFLOAT16 ? Autocast.on(device, DType.BFLOAT16) : null) {
      return scope.keep(network.apply(placed(images)).to(DType.FLOAT32));
    }
  }

  /** {@link #logits}, computed in float32 whatever {@link #used} says. */
  public Tensor exactLogits(Tensor images) {
    try (Scope scope = Scope.open(); GradMode inference = GradMode.inference()) {
      return scope.keep(network.apply(placed(images)));
    }
  }

  /** Pictures where the network computes, and in the order of its memory. */
  public Tensor placed(Tensor images) {
    return images.to(device).to(format);
  }

  /** How it computes; never {@link Inference#AUTO}. */
  public Inference used() {
    return used;
  }

  /** The number of batch normalisations folded into convolutions. */
  public int folded() {
    return folded;
  }
}
