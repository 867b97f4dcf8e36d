package dev.fovea.models.classification;

import dev.fovea.models.HasAlternativeScores;
import dev.fovea.models.layers.Chain;
import dev.fovea.nn.AdaptiveAvgPool2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.Init;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Module;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * FractalNet: ultra-deep without residuals. Columns of 1, 2, 4, ... convolutions run side by side and are joined by their
 * mean wherever they end; drop-path trains each of them to stand alone.
 *
 * <p>Larsson, Maire and Shakhnarovich, FractalNet: Ultra-Deep Neural Networks without Residuals, 2016, figure 1, in
 * khanrc's layout. With {@code deepest} only the deepest column of each block computes: a plain network, extracted.
 *
 * <pre>{@code
 * Tensor scores = new FractalNet(FractalNet.FRACTALNET).apply(images);   // (n, 3, 32, 32) to (n, 10)
 * }</pre>
 */
public final class FractalNet extends Layer implements HasAlternativeScores {
  /** {@code fractalnet}: the network of the paper's section 4.1, four columns and five blocks. */
  public static final Config FRACTALNET = new Config(List.of(3, 32, 32, 10), 4, 64, 0.15,
      List.of(0.0, 0.1, 0.2, 0.3, 0.4), 0.5, 0, "xavier", "zero", false, true, "CDBR", false, null, null);

  /**
   * The shape of a FractalNet.
   *
   * @param dataShape channels, height and width of the pictures, which are squares, and the number of classes
   * @param nColumns columns of a block, the paper's C
   * @param initChannels maps of the first block; they double from block to block but for the last
   * @param pLdrop probability that local drop-path drops an input of a join
   * @param dropoutProbs probability of dropping a whole map, for each block
   * @param gdropRatio part of a batch whose path is one column alone (global drop-path); the rest drops locally
   * @param gap what ends the network: 0 max-pooling and a linear layer, 1 average pooling and a linear layer, 2 a 1x1
   *     convolution and average pooling
   * @param init {@code xavier}, {@code he}, or {@code torch} for PyTorch's usual start
   * @param padType {@code zero} or {@code reflect}
   * @param doubling whether a 1x1 convolution widens the maps before each block
   * @param consistGdrop whether a global path stays in the same column in all blocks
   * @param dropoutPos where maps are dropped: {@code CDBR} after convolutions, {@code CBRD} after ReLU, {@code FD} after
   *     the block
   * @param deepest whether evaluation uses the deepest column alone
   * @param numClasses the number of classes, where it is not that of {@code dataShape}
   * @param inChannels channels of the pictures, where they are not those of {@code dataShape}
   */
  public record Config(List<Integer> dataShape, int nColumns, int initChannels, double pLdrop,
      List<Double> dropoutProbs, double gdropRatio, int gap, String init, String padType, boolean doubling,
      boolean consistGdrop, String dropoutPos, boolean deepest, @Nullable Integer numClasses,
      @Nullable Integer inChannels) {
    /** Checks the parts. */
    public Config {
      dataShape = List.copyOf(dataShape);
      dropoutProbs = List.copyOf(dropoutProbs);
      if (dataShape.size() != 4 || dataShape.stream().anyMatch(size -> size < 1)
          || !dataShape.get(1).equals(dataShape.get(2))) {
        throw new IllegalArgumentException("data_shape: expected [channels, side, side, classes], got " + dataShape);
      }
      if (dropoutProbs.isEmpty() || dataShape.get(1) >> dropoutProbs.size() < 1 && gap == 0) {
        throw new IllegalArgumentException("dropout_probs: expected 1 to " + (31 - Integer.numberOfLeadingZeros(
            dataShape.get(1))) + " blocks for pictures of " + dataShape.get(1) + " pixels, got " + dropoutProbs);
      }
      if (nColumns < 1 || nColumns > 8 || initChannels < 1) {
        throw new IllegalArgumentException("n_columns, init_channels: expected 1 to 8 and 1 or more, got " + nColumns
            + ", " + initChannels);
      }
      Survival.check("p_ldrop", pLdrop);
      Survival.check("gdrop_ratio", gdropRatio);
      dropoutProbs.forEach(probability -> Survival.check("dropout_probs", probability));
      oneOf("gap", gap, List.of(0, 1, 2));
      oneOf("init", init, List.of("xavier", "he", "torch"));
      oneOf("pad_type", padType, List.of("zero", "reflect"));
      oneOf("dropout_pos", dropoutPos, List.of("CDBR", "CBRD", "FD"));
    }

    private static <T> void oneOf(String name, T value, List<T> choices) {
      if (!choices.contains(value)) {
        throw new IllegalArgumentException(name + ": expected one of " + choices + ", got " + value);
      }
    }

    /** The length of the scores. */
    public int classes() {
      return numClasses == null ? dataShape.get(3) : numClasses;
    }

    /** The channels of the pictures. */
    public int channels() {
      return inChannels == null ? dataShape.get(0) : inChannels;
    }
  }

  private final Config config;
  private final List<Layer> layers = new ArrayList<>();
  private boolean deepest;

  /** With weights as the configuration says. */
  public FractalNet(Config config) {
    this.config = config;
    this.deepest = config.deepest;
    Holder holder = child("layers", new Holder());
    int blocks = config.dropoutProbs.size();
    int side = config.dataShape.get(1);
    int in = config.channels();
    int out = config.initChannels;
    for (int b = 0; b < blocks; b++) {
      layers.add(new FractalBlock(config, in, out, config.dropoutProbs.get(b)));
      if (config.gap == 0 || b < blocks - 1) {
        layers.add(new MaxPool2d(2));
        side /= 2;
      } else if (config.gap == 1) {
        layers.add(new AdaptiveAvgPool2d(1, 1));
        side = 1;
      }
      in = out;
      out = b < blocks - 2 ? 2 * out : out;
    }
    if (config.gap == 2) {
      layers.addAll(List.of(new Conv2d(in, config.classes(), 1), new AdaptiveAvgPool2d(1, 1), new Flatten()));
    } else {
      layers.addAll(List.of(new Flatten(), new dev.fovea.nn.Linear((long) in * side * side, config.classes())));
    }
    layers.forEach(holder::add);
    if (!config.init.equals("torch")) {
      namedModules().values().forEach(this::initialize);
    }
  }

  private void initialize(Module module) {
    if (module instanceof Conv2d conv) {
      initialize(conv.weight(), conv.stateDict().get("bias"));
    } else if (module instanceof Linear linear) {
      initialize(linear.weight(), linear.stateDict().get("bias"));
    }
  }

  private void initialize(Tensor weight, @Nullable Tensor bias) {
    if (config.init.equals("xavier")) {
      Init.xavierUniform_(weight);
    } else {
      Init.kaimingNormal_(weight, Init.FanMode.FAN_IN, Init.Nonlinearity.RELU);
    }
    if (bias != null) {
      Init.zeros_(bias);
    }
  }

  /** Has evaluation use the deepest column of each block alone, or all of them; training always uses all. */
  public void useDeepest(boolean alone) {
    deepest = alone;
  }

  /** Scores (n, classes) of pictures (n, channels, side, side). */
  @Override
  protected Tensor forward(Tensor x) {
    if (!isTraining()) {
      return evaluate(x, deepest);
    }
    DropPath path = DropPath.draw(x.size(0), config, x.device());
    Tensor current = x;
    for (Layer layer : layers) {
      if (layer instanceof FractalBlock block) {
        current = block.train(current, path);
        path = config.consistGdrop ? path : DropPath.draw(x.size(0), config, x.device());
      } else {
        current = layer.apply(current);
      }
    }
    return current;
  }

  private Tensor evaluate(Tensor x, boolean alone) {
    return Chain.of(x, layers.stream().map(layer -> layer instanceof FractalBlock block && alone
        ? Layer.of("deepest column", block::deepest) : layer).toArray(Layer[]::new));
  }

  /**
   * The usual scores, and as {@code deepest} those of the deepest column of each block alone, unless the usual scores
   * are these.
   */
  @Override
  public Scores alternativeScores(Tensor x) {
    Tensor usual = apply(x);
    return new Scores(usual, deepest ? Map.of() : Map.of("deepest", call(x, () -> evaluate(x, true))));
  }

  /** Names its layers by their places. */
  private static final class Holder extends Module {
    private int count;

    void add(Layer layer) {
      child(Integer.toString(count++), layer);
    }
  }
}
