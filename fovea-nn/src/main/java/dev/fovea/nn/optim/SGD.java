package dev.fovea.nn.optim;

import dev.fovea.tensor.FusedOptimizers;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Stochastic gradient descent, with momentum and Nesterov's momentum.
 *
 * <p>g += weightDecay p; v = momentum v + (1 - dampening) g (v = g at first); p -= lr v, or with Nesterov lr (g +
 * momentum v). Sutskever et al., On the Importance of Initialization and Momentum, 2013.
 */
public final class SGD extends FirstOrder<SGD.Settings> {
  /** The numbers of {@link SGD}; all are 0 by default. */
  public record Settings(double momentum, double dampening, double weightDecay, boolean nesterov)
      implements Momentum<Settings> {
    /** Plain gradient descent. */
    public static final Settings DEFAULT = new Settings(0, 0, 0, false);

    /** Checks the ranges. */
    public Settings {
      Ranges.below1("momentum", momentum);
      Ranges.notNegative("weightDecay", weightDecay);
      if (nesterov && (momentum == 0 || dampening != 0)) {
        throw new IllegalArgumentException("Nesterov's momentum needs a momentum above 0 and no dampening, got "
            + momentum + " and " + dampening);
      }
    }

    @Override
    public Settings withMomentum(double momentum) {
      return new Settings(momentum, dampening, weightDecay, nesterov);
    }

    /** These settings with a part in [0, 1] of each gradient kept out of the momentum. */
    public Settings withDampening(double dampening) {
      return new Settings(momentum, dampening, weightDecay, nesterov);
    }

    /** These settings with an L2 penalty. */
    public Settings withWeightDecay(double weightDecay) {
      return new Settings(momentum, dampening, weightDecay, nesterov);
    }

    /** These settings with Nesterov's momentum. */
    public Settings withNesterov() {
      return new Settings(momentum, dampening, weightDecay, true);
    }
  }

  /** Plain gradient descent on one group. */
  public SGD(List<Tensor> parameters, double lr) {
    this(parameters, lr, Settings.DEFAULT);
  }

  /** One group. */
  public SGD(List<Tensor> parameters, double lr, Settings settings) {
    this(List.of(new ParameterGroup<>(parameters, lr, settings)));
  }

  /** Several groups. */
  public SGD(List<ParameterGroup<Settings>> groups) {
    super(groups, "momentum");
  }

  @Override
  void update(ParameterGroup<Settings> group, List<ParameterState> active) {
    Settings s = group.settings();
    if (s.momentum == 0) {
      apply(group, active, true);
      return;
    }
    List<ParameterState> fresh = new ArrayList<>();
    List<ParameterState> old = new ArrayList<>();
    active.forEach(state -> (state.has(0) ? old : fresh).add(state));
    if (!fresh.isEmpty()) {
      apply(group, fresh, true);
    }
    if (!old.isEmpty()) {
      apply(group, old, false);
    }
  }

  private static void apply(ParameterGroup<Settings> group, List<ParameterState> active, boolean first) {
    Settings s = group.settings();
    if (s.momentum != 0) {
      active.forEach(state -> state.ensure(0, 0));
    }
    if (fusable(active)) {
      List<Tensor> momenta = s.momentum == 0 ? List.of() : slot(active, 0, 0);
      FusedOptimizers.sgd(parameters(active), gradients(active), momenta, s.weightDecay, s.momentum, group.lr(),
          s.dampening, s.nesterov, first);
    } else {
      separately(active, some -> change(group, some, first));
    }
  }

  private static void change(ParameterGroup<Settings> group, List<ParameterState> active, boolean first) {
    Settings s = group.settings();
    List<Tensor> parameters = parameters(active);
    List<Tensor> direction = gradients(active);
    if (s.weightDecay != 0) {
      direction = Foreach.add(direction, parameters, s.weightDecay);
    }
    if (s.momentum != 0) {
      List<Tensor> momenta = slot(active, 0, 0);
      FusedOptimizers.scale_(momenta, s.momentum);
      Foreach.add_(momenta, direction, first ? 1 : 1 - s.dampening);
      direction = s.nesterov ? Foreach.add(direction, momenta, s.momentum) : momenta;
    }
    Foreach.add_(parameters, direction, -group.lr());
  }
}
