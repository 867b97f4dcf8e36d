package dev.fovea.nn;

import dev.fovea.nn.Init.FanMode;
import dev.fovea.nn.Init.Nonlinearity;
import dev.fovea.tensor.Autograd;
import dev.fovea.tensor.Convolutions;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How activations and gradients spread with depth under each initialisation, after Glorot and Bengio, 2010, figures 6
 * and 7, and He et al., 2015.
 *
 * <p>A network of equal layers y = f(W x) takes normal inputs; a normal gradient comes back from its end. With a good
 * start both keep their standard deviation, with a bad one they vanish or explode.
 */
public final class InitExperiment {
  private InitExperiment() {}

  /**
   * Standard deviations by depth.
   *
   * @param activations after each layer, from the first on
   * @param gradients of each layer's output, in the same order
   */
  public record Spread(double[] activations, double[] gradients) {}

  /**
   * The network.
   *
   * @param depth layers
   * @param width units of each
   * @param batch inputs
   */
  public record Config(int depth, long width, long batch) {
    /** Ten layers of 256 units, 256 inputs. */
    public static final Config DEFAULT = new Config(10, 256, 256);
  }

  /** The initialisations under their names: zeros, Gaussians, Xavier's, He's, truncated normal, orthogonal. */
  public static Map<String, UnaryOperator<Tensor>> initialisers() {
    Map<String, UnaryOperator<Tensor>> all = new LinkedHashMap<>();
    all.put("zeros", Init::zeros_);
    all.put("gaussian 0.01", weight -> Init.normal_(weight, 0, 0.01));
    all.put("gaussian 1", weight -> Init.normal_(weight, 0, 1));
    all.put("xavier uniform", Init::xavierUniform_);
    all.put("xavier normal", Init::xavierNormal_);
    all.put("he uniform", weight -> Init.kaimingUniform_(weight, FanMode.FAN_IN, Nonlinearity.RELU));
    all.put("he normal", weight -> Init.kaimingNormal_(weight, FanMode.FAN_IN, Nonlinearity.RELU));
    all.put("truncated normal 0.02", weight -> Init.truncNormal_(weight, 0.02));
    all.put("orthogonal", weight -> Init.orthogonal_(weight, 1));
    return all;
  }

  /** Runs every initialisation with an activation, from the global generator. */
  public static Map<String, Spread> run(Config config, UnaryOperator<Tensor> activation) {
    Map<String, Spread> spreads = new LinkedHashMap<>();
    initialisers().forEach((name, initialiser) -> spreads.put(name, run(config, activation, initialiser)));
    return spreads;
  }

  /** Runs one initialisation. */
  public static Spread run(Config config, UnaryOperator<Tensor> activation, UnaryOperator<Tensor> initialiser) {
    try (Scope scope = Scope.open()) {
      List<Tensor> outputs = new ArrayList<>();
      Tensor x = Tensors.randn(config.batch(), config.width());
      for (int i = 0; i < config.depth(); i++) {
        Tensor weight = initialiser.apply(Tensors.zeros(config.width(), config.width())).requiresGrad_(true);
        x = activation.apply(Convolutions.linear(x, weight, null));
        outputs.add(x);
      }
      List<Tensor> gradients = Autograd.grad(x.mul(Tensors.randnLike(x)).sum(), outputs);
      return new Spread(deviations(outputs), deviations(gradients));
    }
  }

  private static double[] deviations(List<Tensor> tensors) {
    return tensors.stream().mapToDouble(tensor -> tensor.std().item()).toArray();
  }
}
