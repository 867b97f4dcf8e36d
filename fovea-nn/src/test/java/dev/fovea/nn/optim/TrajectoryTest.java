package dev.fovea.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.nn.loss.Golden;
import dev.fovea.nn.optim.Problem.Memory;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every optimiser with every option against PyTorch's parameters after each of six steps, and its resumption. */
class TrajectoryTest {
  private record Case(String name, Function<List<Tensor>, Optimizer> make) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    SGD.Settings momentum = SGD.Settings.DEFAULT.withMomentum(0.9);
    Adam.Settings adam = Adam.Settings.DEFAULT;
    QuasiNewton.Settings newton = QuasiNewton.Settings.DEFAULT;
    return Stream.of(
        new Case("sgd", p -> new SGD(p, 0.1)),
        new Case("sgd_momentum", p -> new SGD(p, 0.1, momentum.withWeightDecay(0.01))),
        new Case("sgd_dampening", p -> new SGD(p, 0.1, momentum.withDampening(0.3))),
        new Case("sgd_nesterov", p -> new SGD(p, 0.1, momentum.withNesterov())),
        new Case("adagrad", p -> new Adagrad(p, 0.1)),
        new Case("adagrad_all", p -> new Adagrad(p, 0.1, new Adagrad.Settings(0.1, 0.01, 0.2, 1e-10))),
        new Case("rmsprop", p -> new RMSprop(p, 0.01)),
        new Case("rmsprop_all", p -> new RMSprop(p, 0.01, RMSprop.Settings.DEFAULT.withAlpha(0.9).withMomentum(0.8)
            .withCentering().withWeightDecay(0.01))),
        new Case("adam", p -> new Adam(p, 0.01)),
        new Case("adam_all", p -> new Adam(p, 0.01,
            adam.withBetas(0.8, 0.95).withEps(1e-6).withWeightDecay(0.1).withAmsgrad())),
        new Case("adam_uncorrected", p -> new Adam(p, 0.01, adam.withoutBiasCorrection())),
        new Case("adamw", p -> new AdamW(p, 0.01)),
        new Case("adamw_all", p -> new AdamW(p, 0.01, adam.withBetas(0.8, 0.95).withWeightDecay(0.1).withAmsgrad())),
        new Case("lars", p -> new LARS(p, 0.5, LARS.Settings.DEFAULT.withTrust(0.02).withWeightDecay(0.1))),
        new Case("lars_all", p -> new LARS(p, 0.5,
            LARS.Settings.DEFAULT.withTrust(0.02).withWeightDecay(0.1).withoutExclusion())),
        new Case("lbfgs", p -> new LBFGS(p, 0.3, newton.withMaxIterations(3), 4)),
        new Case("lbfgs_wolfe", p -> new LBFGS(p, 1, newton.withMaxIterations(4).withStrongWolfe(), 5)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isPyTorchs(Case c) {
    follow(c, DType.FLOAT64, Memory.DENSE, 1e-9);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isTheSameForParametersWithGaps(Case c) {
    follow(c, DType.FLOAT64, Memory.STRIDED, 1e-9);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isTheSameInSinglePrecision(Case c) {
    follow(c, DType.FLOAT32, Memory.DENSE, c.name.startsWith("lbfgs") ? 5e-3 : 2e-5);
  }

  private static void follow(Case c, DType type, Memory memory, double tolerance) {
    Problem problem = new Problem(type, memory);
    try (Optimizer optimizer = c.make.apply(problem.parameters)) {
      for (int step = 0; step < 6; step++) {
        optimizer.step(problem::evaluate);
        assertThat(problem.values()).as("after step %d", step)
            .containsExactly(Golden.numbers("optimizers", c.name, "" + step), within(tolerance));
      }
    }
  }

  /** Three steps, saved and loaded elsewhere, then three more, end as six steps do, bit by bit. */
  @ParameterizedTest
  @MethodSource("cases")
  void resumesExactly(Case c) {
    Problem whole = new Problem(DType.FLOAT32, Memory.DENSE);
    Problem second = new Problem(DType.FLOAT32, Memory.DENSE);
    try (Optimizer optimizer = c.make.apply(whole.parameters); Optimizer other = c.make.apply(second.parameters)) {
      Scope.run(() -> {
        for (int i = 0; i < 3; i++) {
          optimizer.step(whole::evaluate);
        }
        optimizer.groups().get(0).setLr(optimizer.groups().get(0).lr() / 2);
        OptimizerState live = optimizer.stateDict();
        Map<String, Tensor> written = new LinkedHashMap<>();
        live.tensors().forEach((name, tensor) -> written.put(name, tensor.clone()));
        List<Tensor> weights = whole.parameters.stream().map(p -> p.detach().clone()).toList();
        for (int i = 0; i < 3; i++) {
          optimizer.step(whole::evaluate);
        }
        for (int i = 0; i < weights.size(); i++) {
          second.parameters.get(i).detach().copy_(weights.get(i));
        }
        other.step(second::evaluate);
        for (int i = 0; i < weights.size(); i++) {
          second.parameters.get(i).detach().copy_(weights.get(i));
        }
        other.loadStateDict(new OptimizerState(written, live.numbers()));
        assertThat(other.stateDict().tensors().keySet()).containsExactlyElementsOf(live.tensors().keySet());
        assertThat(other.stateDict().numbers()).isEqualTo(live.numbers());
        for (int i = 0; i < 3; i++) {
          other.step(second::evaluate);
        }
      });
      assertThat(second.values()).isEqualTo(whole.values());
    }
  }
}
