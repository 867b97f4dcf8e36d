package dev.fovea.nn.optim;

import dev.fovea.tensor.FusedOptimizers;
import dev.fovea.tensor.Tensor;
import java.util.List;

/**
 * Steps by the gradient over the root of the running mean of its square.
 *
 * <p>g += weightDecay p; v = alpha v + (1 - alpha) g^2; centred, the running mean of g, squared, is taken from v; u = g
 * / (sqrt(v) + eps); with momentum b = momentum b + u; p -= lr u (or b). Tieleman and Hinton, lecture 6.5, 2012;
 * centred: Graves, Generating Sequences with Recurrent Neural Networks, 2013.
 */
public final class RMSprop extends FirstOrder<RMSprop.Settings> {
  private static final int SQUARE = 0;
  private static final int MEAN = 1;
  private static final int MOMENTUM = 2;

  /** The numbers of {@link RMSprop}. */
  public record Settings(double alpha, double eps, double weightDecay, double momentum, boolean centered)
      implements Momentum<Settings> {
    /** A smoothing of 0.99, an epsilon of 1e-8. */
    public static final Settings DEFAULT = new Settings(0.99, 1e-8, 0, 0, false);

    /** Checks the ranges. */
    public Settings {
      Ranges.below1("alpha", alpha);
      Ranges.notNegative("eps", eps);
      Ranges.notNegative("weightDecay", weightDecay);
      Ranges.below1("momentum", momentum);
    }

    /** These settings with another smoothing. */
    public Settings withAlpha(double alpha) {
      return new Settings(alpha, eps, weightDecay, momentum, centered);
    }

    /** These settings with an L2 penalty. */
    public Settings withWeightDecay(double weightDecay) {
      return new Settings(alpha, eps, weightDecay, momentum, centered);
    }

    @Override
    public Settings withMomentum(double momentum) {
      return new Settings(alpha, eps, weightDecay, momentum, centered);
    }

    /** These settings with the variance in place of the mean square. */
    public Settings withCentering() {
      return new Settings(alpha, eps, weightDecay, momentum, true);
    }
  }

  /** One group with default settings; a usual learning rate is 0.01. */
  public RMSprop(List<Tensor> parameters, double lr) {
    this(parameters, lr, Settings.DEFAULT);
  }

  /** One group. */
  public RMSprop(List<Tensor> parameters, double lr, Settings settings) {
    this(List.of(new ParameterGroup<>(parameters, lr, settings)));
  }

  /** Several groups. */
  public RMSprop(List<ParameterGroup<Settings>> groups) {
    super(groups, "square", "mean", "momentum");
  }

  @Override
  void update(ParameterGroup<Settings> group, List<ParameterState> active) {
    separately(active, some -> change(group, some));
  }

  private static void change(ParameterGroup<Settings> group, List<ParameterState> active) {
    Settings s = group.settings();
    List<Tensor> parameters = parameters(active);
    List<Tensor> gradients = gradients(active);
    if (s.weightDecay != 0) {
      gradients = Foreach.add(gradients, parameters, s.weightDecay);
    }
    List<Tensor> squares = slot(active, SQUARE, 0);
    FusedOptimizers.scale_(squares, s.alpha);
    Foreach.addcmul_(squares, gradients, gradients, 1 - s.alpha);
    List<Tensor> roots;
    if (s.centered) {
      List<Tensor> means = slot(active, MEAN, 0);
      FusedOptimizers.lerp_(means, gradients, 1 - s.alpha);
      roots = Foreach.addcmul(squares, means, means, -1);
      Foreach.sqrt_(roots);
    } else {
      roots = Foreach.sqrt(squares);
    }
    Foreach.add_(roots, s.eps);
    if (s.momentum == 0) {
      Foreach.addcdiv_(parameters, gradients, roots, -group.lr());
    } else {
      List<Tensor> momenta = slot(active, MOMENTUM, 0);
      FusedOptimizers.scale_(momenta, s.momentum);
      Foreach.addcdiv_(momenta, gradients, roots, 1);
      Foreach.add_(parameters, momenta, -group.lr());
    }
  }
}
