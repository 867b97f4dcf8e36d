package dev.fovea.nn.optim;

import dev.fovea.tensor.FusedOptimizers;
import dev.fovea.tensor.Tensor;
import java.util.List;

/**
 * Steps by the running mean of the gradient over the root of the running mean of its square.
 *
 * <p>m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; p -= lr m' / (sqrt(v') + eps), where m' = m / (1 - b1^t) and v' =
 * v / (1 - b2^t), or m and v themselves without bias correction. Weight decay is an L2 penalty; {@link AdamW} decouples
 * it. Kingma and Ba, Adam, 2015; Reddi et al., On the Convergence of Adam and Beyond, 2018 (AMSGrad).
 */
public class Adam extends FirstOrder<Adam.Settings> {
  private static final int MEAN = 0;
  private static final int SQUARE = 1;
  private static final int MAX_SQUARE = 2;
  /** So many steps that every correction is 1. */
  private static final double FOREVER = 1e30;

  private final boolean decoupled;

  /**
   * The numbers of {@link Adam} and {@link AdamW}.
   *
   * @param beta1 how much of the mean is kept, in [0, 1)
   * @param beta2 how much of the mean square is kept, in [0, 1)
   * @param eps what is added to the root
   * @param weightDecay how much parameters shrink
   * @param amsgrad whether the largest mean square so far counts
   * @param biasCorrection whether the means make up for their start at 0
   */
  public record Settings(double beta1, double beta2, double eps, double weightDecay, boolean amsgrad,
      boolean biasCorrection) implements Momentum<Settings> {
    /** Adam's: 0.9, 0.999, 1e-8, no weight decay. */
    public static final Settings DEFAULT = new Settings(0.9, 0.999, 1e-8, 0, false, true);

    /** Checks the ranges. */
    public Settings {
      Ranges.below1("beta1", beta1);
      Ranges.below1("beta2", beta2);
      Ranges.notNegative("eps", eps);
      Ranges.notNegative("weightDecay", weightDecay);
    }

    /** These settings with other betas. */
    public Settings withBetas(double beta1, double beta2) {
      return new Settings(beta1, beta2, eps, weightDecay, amsgrad, biasCorrection);
    }

    /** These settings with another epsilon. */
    public Settings withEps(double eps) {
      return new Settings(beta1, beta2, eps, weightDecay, amsgrad, biasCorrection);
    }

    /** These settings with another weight decay. */
    public Settings withWeightDecay(double weightDecay) {
      return new Settings(beta1, beta2, eps, weightDecay, amsgrad, biasCorrection);
    }

    /** These settings with AMSGrad. */
    public Settings withAmsgrad() {
      return new Settings(beta1, beta2, eps, weightDecay, true, biasCorrection);
    }

    /** These settings without bias correction: small first steps. */
    public Settings withoutBiasCorrection() {
      return new Settings(beta1, beta2, eps, weightDecay, amsgrad, false);
    }

    /** The first beta. */
    @Override
    public double momentum() {
      return beta1;
    }

    @Override
    public Settings withMomentum(double momentum) {
      return withBetas(momentum, beta2);
    }
  }

  /** One group with default settings. */
  public Adam(List<Tensor> parameters, double lr) {
    this(parameters, lr, Settings.DEFAULT);
  }

  /** One group. */
  public Adam(List<Tensor> parameters, double lr, Settings settings) {
    this(List.of(new ParameterGroup<>(parameters, lr, settings)));
  }

  /** Several groups. */
  public Adam(List<ParameterGroup<Settings>> groups) {
    this(groups, false);
  }

  Adam(List<ParameterGroup<Settings>> groups, boolean decoupled) {
    super(groups, "mean", "square", "maxSquare");
    this.decoupled = decoupled;
  }

  @Override
  void update(ParameterGroup<Settings> group, List<ParameterState> active) {
    Settings s = group.settings();
    active.forEach(state -> {
      state.ensure(MEAN, 0);
      state.ensure(SQUARE, 0);
      if (s.amsgrad) {
        state.ensure(MAX_SQUARE, 0);
      }
    });
    double step = s.biasCorrection ? active.get(0).step : FOREVER;
    if (fusable(active)) {
      List<Tensor> maxSquares = s.amsgrad ? slot(active, MAX_SQUARE, 0) : List.of();
      FusedOptimizers.adam(parameters(active), gradients(active), slot(active, MEAN, 0), slot(active, SQUARE, 0),
          maxSquares, counts(active, step), group.lr(), s.beta1, s.beta2, s.weightDecay, s.eps, s.amsgrad, decoupled);
    } else {
      separately(active, some -> change(group, some, step));
    }
  }

  private void change(ParameterGroup<Settings> group, List<ParameterState> active, double step) {
    Settings s = group.settings();
    List<Tensor> parameters = parameters(active);
    List<Tensor> gradients = gradients(active);
    List<Tensor> means = slot(active, MEAN, 0);
    List<Tensor> squares = slot(active, SQUARE, 0);
    if (s.weightDecay != 0 && decoupled) {
      FusedOptimizers.scale_(parameters, 1 - group.lr() * s.weightDecay);
    } else if (s.weightDecay != 0) {
      gradients = Foreach.add(gradients, parameters, s.weightDecay);
    }
    FusedOptimizers.lerp_(means, gradients, 1 - s.beta1);
    FusedOptimizers.scale_(squares, s.beta2);
    Foreach.addcmul_(squares, gradients, gradients, 1 - s.beta2);
    List<Tensor> largest = squares;
    if (s.amsgrad) {
      largest = slot(active, MAX_SQUARE, 0);
      Foreach.maximum_(largest, squares);
    }
    List<Tensor> roots = Foreach.sqrt(largest);
    Foreach.div_(roots, Math.sqrt(1 - Math.pow(s.beta2, step)));
    Foreach.add_(roots, s.eps);
    Foreach.addcdiv_(parameters, means, roots, -group.lr() / (1 - Math.pow(s.beta1, step)));
  }
}
