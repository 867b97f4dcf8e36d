package dev.fovea.models.classification;

import dev.fovea.models.classification.FractalNet.Config;
import dev.fovea.models.layers.Chain;
import dev.fovea.nn.BatchNorm2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout2d;
import dev.fovea.nn.Identity;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Module;
import dev.fovea.nn.Pad2d;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fractal f of C columns: f_1 is a convolution, and f_(C+1) joins a convolution with f_C after f_C (Larsson et al.,
 * 2016, equation 1). Unrolled, column c has 2^c convolutions, and columns that end at the same depth are joined.
 */
final class FractalBlock extends Layer {
  private final int depth;
  private final @Nullable Unit[][] columns;
  private final @Nullable Unit doubler;
  private final Layer dropout;

  FractalBlock(Config config, int in, int out, double dropoutProbability) {
    boolean after = config.dropoutPos().equals("FD");
    double inside = after ? 0 : dropoutProbability;
    this.depth = 1 << config.nColumns() - 1;
    this.dropout = after && dropoutProbability > 0 ? new Dropout2d(dropoutProbability) : new Identity();
    this.doubler = config.doubling() ? child("doubler", new Unit(config, in, out, 1, 0)) : null;
    this.columns = new Unit[config.nColumns()][depth];
    Places all = child("columns", new Places());
    for (int column = 0; column < columns.length; column++) {
      Places own = all.put(column, new Places());
      int distance = depth >> column;
      for (int place = distance - 1; place < depth; place += distance) {
        boolean first = place == distance - 1 && doubler == null;
        columns[column][place] = own.put(place, new Unit(config, first ? in : out, out, 3, inside));
      }
    }
  }

  /** Every join the mean of all columns that end there. */
  @Override
  protected Tensor forward(Tensor x) {
    return through(x, FractalBlock::mean);
  }

  /** Drop-path at every join. */
  Tensor train(Tensor x, DropPath path) {
    return call(x, () -> dropout.apply(through(x, path::join)));
  }

  /** The deepest column alone. */
  Tensor deepest(Tensor x) {
    Tensor start = doubler == null ? x : doubler.apply(x);
    return Chain.of(start, Arrays.stream(columns[columns.length - 1]).toArray(Layer[]::new));
  }

  private Tensor through(Tensor x, Function<List<Tensor>, Tensor> join) {
    Tensor start = doubler == null ? x : doubler.apply(x);
    Tensor[] inputs = new Tensor[columns.length];
    Arrays.fill(inputs, start);
    for (int place = 0; place < depth; place++) {
      List<Tensor> outputs = new ArrayList<>();
      int first = columns.length;
      for (int column = columns.length - 1; column >= 0 && columns[column][place] != null; column--) {
        outputs.add(0, Objects.requireNonNull(columns[column][place]).apply(inputs[column]));
        first = column;
      }
      Arrays.fill(inputs, first, columns.length, join.apply(outputs));
    }
    return inputs[columns.length - 1];
  }

  static Tensor mean(List<Tensor> outputs) {
    return outputs.size() == 1 ? outputs.get(0) : Tensors.stack(outputs, 0).mean(0);
  }

  /** Children named by numbers, not all of which are there. */
  private static final class Places extends Module {
    <M extends Module> M put(int place, M module) {
      return child(Integer.toString(place), module);
    }
  }

  /** Pad, convolve, normalise, ReLU. */
  private static final class Unit extends Layer {
    private final Layer pad;
    private final Conv2d conv;
    private final BatchNorm2d bn;
    private final Layer beforeNorm;
    private final Layer afterRelu;

    Unit(Config config, int in, int out, int kernel, double dropoutProbability) {
      this.pad = kernel == 1 ? new Identity() : new Pad2d(kernel / 2, config.padType().equals("zero")
          ? ConvOptions.PaddingMode.ZEROS : ConvOptions.PaddingMode.REFLECT);
      this.conv = child("conv", new Conv2d(in, out, kernel, ConvOptions.DEFAULT.bias(false)));
      Layer drop = dropoutProbability > 0 ? child("dropout", new Dropout2d(dropoutProbability)) : new Identity();
      this.bn = child("bn", new BatchNorm2d(out));
      boolean late = config.dropoutPos().equals("CBRD");
      this.beforeNorm = late ? new Identity() : drop;
      this.afterRelu = late ? drop : new Identity();
    }

    @Override
    protected Tensor forward(Tensor x) {
      return Chain.of(x, pad, conv, beforeNorm, bn, Tensor::relu_, afterRelu);
    }
  }
}
