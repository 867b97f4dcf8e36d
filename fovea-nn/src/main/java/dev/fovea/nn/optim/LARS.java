package dev.fovea.nn.optim;

import dev.fovea.tensor.FusedOptimizers;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * Momentum whose step is a part of each parameter's norm, for very large batches.
 *
 * <p>q = trust |p| / (|g| + weightDecay |p|), or 1 where a norm is 0; v = momentum v + q (g + weightDecay p); p -= lr
 * v. You et al., Large Batch Training of Convolutional Networks, 2017.
 */
public final class LARS extends FirstOrder<LARS.Settings> {
  /**
   * The numbers of {@link LARS}.
   *
   * @param momentum how much of the last direction is kept
   * @param weightDecay the L2 penalty
   * @param trust which part of its norm a parameter moves by
   * @param eps what is added to the divisor
   * @param exclude1d whether parameters of fewer than two dimensions (biases, norms) get neither decay nor adaptation
   */
  public record Settings(double momentum, double weightDecay, double trust, double eps, boolean exclude1d)
      implements Momentum<Settings> {
    /** A momentum of 0.9, no decay, a trust of 0.001, biases and norms excluded. */
    public static final Settings DEFAULT = new Settings(0.9, 0, 0.001, 0, true);

    /** Checks the ranges. */
    public Settings {
      Ranges.below1("momentum", momentum);
      Ranges.notNegative("weightDecay", weightDecay);
      Ranges.notNegative("trust", trust);
      Ranges.notNegative("eps", eps);
    }

    @Override
    public Settings withMomentum(double momentum) {
      return new Settings(momentum, weightDecay, trust, eps, exclude1d);
    }

    /** These settings with an L2 penalty. */
    public Settings withWeightDecay(double weightDecay) {
      return new Settings(momentum, weightDecay, trust, eps, exclude1d);
    }

    /** These settings with another trust coefficient. */
    public Settings withTrust(double trust) {
      return new Settings(momentum, weightDecay, trust, eps, exclude1d);
    }

    /** These settings with all parameters treated alike. */
    public Settings withoutExclusion() {
      return new Settings(momentum, weightDecay, trust, eps, false);
    }
  }

  /** One group with default settings. */
  public LARS(List<Tensor> parameters, double lr) {
    this(parameters, lr, Settings.DEFAULT);
  }

  /** One group. */
  public LARS(List<Tensor> parameters, double lr, Settings settings) {
    this(List.of(new ParameterGroup<>(parameters, lr, settings)));
  }

  /** Several groups. */
  public LARS(List<ParameterGroup<Settings>> groups) {
    super(groups, "momentum");
  }

  @Override
  void update(ParameterGroup<Settings> group, List<ParameterState> active) {
    separately(active, some -> change(group, some));
  }

  private static void change(ParameterGroup<Settings> group, List<ParameterState> active) {
    Settings s = group.settings();
    List<Tensor> directions = new ArrayList<>(gradients(active));
    List<ParameterState> adapted = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < active.size(); i++) {
      if (!s.exclude1d || active.get(i).parameter.dim() > 1) {
        adapted.add(active.get(i));
        places.add(i);
      }
    }
    if (!adapted.isEmpty()) {
      List<Tensor> scaled = adapt(s, adapted);
      for (int i = 0; i < scaled.size(); i++) {
        directions.set(places.get(i), scaled.get(i));
      }
    }
    if (s.momentum != 0) {
      List<Tensor> momenta = slot(active, 0, 0);
      FusedOptimizers.scale_(momenta, s.momentum);
      Foreach.add_(momenta, directions, 1);
      directions = momenta;
    }
    Foreach.add_(parameters(active), directions, -group.lr());
  }

  private static List<Tensor> adapt(Settings s, List<ParameterState> adapted) {
    List<Tensor> parameters = parameters(adapted);
    List<Tensor> gradients = gradients(adapted);
    Tensor weight = Tensors.stack(FusedOptimizers.norms(parameters, 2), 0);
    Tensor slope = Tensors.stack(FusedOptimizers.norms(gradients, 2), 0);
    Tensor ratio = weight.mul(s.trust).div(slope.add(weight, s.weightDecay).add(s.eps));
    Tensor usable = weight.gt(0).logicalAnd(slope.gt(0));
    List<Tensor> directions = Foreach.add(gradients, parameters, s.weightDecay);
    Foreach.mul_(directions, Tensors.where(usable, ratio, 1.0).unbind(0));
    return directions;
  }
}
