package dev.fovea.nn.optim;

import dev.fovea.tensor.Device;
import dev.fovea.tensor.FusedOptimizers;
import dev.fovea.tensor.Tensor;
import java.util.List;

/**
 * Steps by the gradient over the root of the sum of its squares so far.
 *
 * <p>g += weightDecay p; sum += g^2; p -= lr / (1 + (t - 1) lrDecay) * g / (sqrt(sum) + eps). Duchi et al., Adaptive
 * Subgradient Methods, 2011.
 */
public final class Adagrad extends FirstOrder<Adagrad.Settings> {
  /** The numbers of {@link Adagrad}. */
  public record Settings(double lrDecay, double weightDecay, double initialAccumulator, double eps) {
    /** No decays, sums that start at 0, an epsilon of 1e-10. */
    public static final Settings DEFAULT = new Settings(0, 0, 0, 1e-10);

    /** Checks the ranges. */
    public Settings {
      Ranges.notNegative("lrDecay", lrDecay);
      Ranges.notNegative("weightDecay", weightDecay);
      Ranges.notNegative("initialAccumulator", initialAccumulator);
      Ranges.notNegative("eps", eps);
    }
  }

  /** One group with default settings; a usual learning rate is 0.01. */
  public Adagrad(List<Tensor> parameters, double lr) {
    this(parameters, lr, Settings.DEFAULT);
  }

  /** One group. */
  public Adagrad(List<Tensor> parameters, double lr, Settings settings) {
    this(List.of(new ParameterGroup<>(parameters, lr, settings)));
  }

  /** Several groups. */
  public Adagrad(List<ParameterGroup<Settings>> groups) {
    super(groups, "sum");
  }

  @Override
  void update(ParameterGroup<Settings> group, List<ParameterState> active) {
    Settings s = group.settings();
    active.forEach(state -> state.ensure(0, s.initialAccumulator));
    double step = active.get(0).step;
    if (active.get(0).device.kind() == Device.Kind.CPU && fusable(active)) {
      FusedOptimizers.adagrad(parameters(active), gradients(active), slot(active, 0, 0), counts(active, step),
          group.lr(), s.lrDecay, s.weightDecay, s.eps);
    } else {
      separately(active, some -> change(group, some, step));
    }
  }

  private static void change(ParameterGroup<Settings> group, List<ParameterState> active, double step) {
    Settings s = group.settings();
    List<Tensor> parameters = parameters(active);
    List<Tensor> gradients = gradients(active);
    List<Tensor> sums = slot(active, 0, 0);
    if (s.weightDecay != 0) {
      gradients = Foreach.add(gradients, parameters, s.weightDecay);
    }
    Foreach.addcmul_(sums, gradients, gradients, 1);
    List<Tensor> roots = Foreach.sqrt(sums);
    Foreach.add_(roots, s.eps);
    Foreach.addcdiv_(parameters, gradients, roots, -group.lr() / (1 + (step - 1) * s.lrDecay));
  }
}
