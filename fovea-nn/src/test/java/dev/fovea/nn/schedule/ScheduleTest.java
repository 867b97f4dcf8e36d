package dev.fovea.nn.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.nn.loss.Golden;
import dev.fovea.nn.optim.Adagrad;
import dev.fovea.nn.optim.Adam;
import dev.fovea.nn.optim.ParameterGroup;
import dev.fovea.nn.optim.SGD;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Schedules against PyTorch's learning rates and momenta over 24 steps. */
class ScheduleTest {
  private static SGD sgd() {
    Tensor p = Scope.release(Tensors.zeros(1)).requiresGrad_(true);
    return new SGD(List.of(p), 0.2, SGD.Settings.DEFAULT.withMomentum(0.9));
  }

  @Test
  void arePyTorchs() {
    Map<String, Schedule> schedules = new LinkedHashMap<>();
    schedules.put("step", new StepLR(5, 0.5));
    schedules.put("multistep", new MultiStepLR(List.of(3L, 8L, 8L, 15L), 0.3));
    schedules.put("exponential", ExponentialDecay.ofGamma(0.9));
    schedules.put("inverse", new InverseTime(0.2));
    schedules.put("cosine", new CosineAnnealing(10, 0.01));
    schedules.put("warmup", new LinearWarmup(6, 0.1, new StepLR(5, 0.5)));
    schedules.put("onecycle", new OneCycle(25));
    schedules.put("onecycle_all", new OneCycle(25, 0.4, 5, 10, 0.7, 0.9));
    schedules.put("polynomial", new Polynomial(15, 0.9));
    schedules.forEach((name, schedule) -> {
      try (SGD optimizer = sgd()) {
        for (int step = 0; step < 24; step++) {
          schedule.apply(optimizer, step);
          ParameterGroup<SGD.Settings> group = optimizer.groups().get(0);
          assertThat(new double[] {group.lr(), group.settings().momentum()}).as("%s, step %d", name, step)
              .containsExactly(Golden.numbers("schedules", name, "" + step), within(1e-12));
        }
      }
    });
  }

  @Test
  void plateausArePyTorchsAndResume() {
    Plateau.Options all = Plateau.Options.DEFAULT.withMode(Plateau.Mode.MAX).withFactor(0.5).withPatience(1)
        .withThreshold(0.05, Plateau.Threshold.ABSOLUTE).withCooldown(2).withMinLr(0.03);
    Map<String, Plateau.Options> cases = Map.of("plateau", Plateau.Options.DEFAULT.withPatience(2), "plateau_all", all);
    cases.forEach((name, options) -> {
      try (SGD optimizer = sgd()) {
        Plateau plateau = new Plateau(options);
        for (int step = 0; step < 24; step++) {
          assertThat(optimizer.groups().get(0).lr()).as("%s, step %d", name, step)
              .isCloseTo(Golden.numbers("schedules", name, "" + step)[0], within(1e-12));
          plateau.step(optimizer, Math.sin(0.9 * step) / (1 + 0.1 * step));
          Plateau resumed = new Plateau(options);
          resumed.restore(plateau.state());
          plateau = resumed;
        }
        assertThat(optimizer.groups().get(0).lr()).as("it fell").isLessThan(0.2);
      }
    });
  }

  @Test
  void everyGroupKeepsItsShare() {
    Tensor a = Scope.release(Tensors.zeros(1));
    Tensor b = Scope.release(Tensors.zeros(1));
    try (Adam adam = new Adam(List.of(new ParameterGroup<>(List.of(a), 0.1, Adam.Settings.DEFAULT),
        new ParameterGroup<>(List.of(b), 0.01, Adam.Settings.DEFAULT)))) {
      new LinearWarmup(4, new OneCycle(10)).apply(adam, 7);
      assertThat(adam.groups().get(0).lr()).isCloseTo(10 * adam.groups().get(1).lr(), within(1e-12));
      assertThat(adam.groups().get(0).settings().beta1()).isEqualTo(new OneCycle(10).momentumAt(3));
      new Constant().apply(adam, 7);
      assertThat(adam.groups().get(0).lr()).isEqualTo(0.1);
    }
  }

  @Test
  void warmupStartsAboveZeroAndMeetsItsSchedule() {
    Schedule schedule = new LinearWarmup(4, new CosineAnnealing(100));
    assertThat(schedule.lrAt(0, 1)).isEqualTo(0.25);
    assertThat(schedule.lrAt(4, 1)).isEqualTo(1);
    assertThat(new LinearWarmup(0, new Constant()).lrAt(0, 1)).isEqualTo(1);
  }

  @Test
  void aCycleOfMomentumNeedsOne() {
    try (Adagrad adagrad = new Adagrad(List.of(Scope.release(Tensors.zeros(1))), 0.1)) {
      assertThatThrownBy(() -> new OneCycle(10).apply(adagrad, 0)).isInstanceOf(IllegalStateException.class);
      new OneCycle(10).withoutMomentum().apply(adagrad, 0);
      assertThat(adagrad.groups().get(0).lr()).isCloseTo(0.1 / 25, within(1e-12));
    }
  }

  @Test
  void badNumbersAreRefused() {
    assertThatThrownBy(() -> new StepLR(0)).hasMessageContaining("stepSize");
    assertThatThrownBy(() -> new CosineAnnealing(0)).hasMessageContaining("tMax");
    assertThatThrownBy(() -> new OneCycle(1)).hasMessageContaining("OneCycle");
    assertThatThrownBy(() -> Plateau.Options.DEFAULT.withFactor(1)).hasMessageContaining("factor");
  }
}
