package dev.fovea.nn.optim;

import static dev.fovea.nn.loss.Golden.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.nn.optim.Problem.Memory;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.MemoryFormat;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class OptimizerTest {
  private static Tensor parameter(Tensor values) {
    return Scope.release(values).requiresGrad_(true);
  }

  @Test
  void groupsHaveTheirOwnLearningRatesAndSettings() {
    Problem one = new Problem(DType.FLOAT64, Memory.DENSE);
    Problem two = new Problem(DType.FLOAT64, Memory.DENSE);
    SGD.Settings decay = SGD.Settings.DEFAULT.withWeightDecay(0.5);
    try (SGD both = new SGD(List.of(new ParameterGroup<>(one.parameters.subList(0, 1), 0.1, decay),
            new ParameterGroup<>(one.parameters.subList(1, 2), 0.4, SGD.Settings.DEFAULT)));
        SGD first = new SGD(two.parameters.subList(0, 1), 0.1, decay);
        SGD second = new SGD(two.parameters.subList(1, 2), 0.4)) {
      one.evaluate();
      two.evaluate();
      both.step();
      first.step();
      second.step();
      assertThat(one.values()).isEqualTo(two.values());
      both.groups().get(1).setLr(0);
      double bias = one.values()[15];
      both.step();
      assertThat(one.values()[15]).isEqualTo(bias);
    }
  }

  @Test
  void aParameterWithoutGradientStaysAndKeepsItsOwnCount() {
    Tensor a = parameter(Tensors.ones(2));
    Tensor b = parameter(Tensors.ones(2));
    try (Adam adam = new Adam(List.of(a, b), 0.1)) {
      Scope.run(() -> {
        a.square().sum().backward();
        adam.step();
        assertThat(b.toFloats()).containsExactly(1, 1);
        adam.zeroGrad();
        assertThat(a.grad()).isNull();
        a.square().sum().add(b.square().sum()).backward();
        adam.step();
        assertThat(b.toFloats()).containsExactly(new float[] {0.9f, 0.9f}, within(1e-6f));
        assertThat(adam.stateDict().numbers()).containsEntry("state.0.step", 2.0).containsEntry("state.1.step", 1.0);
      });
    }
  }

  /** Fused kernels walk through memory, so gradients in another order than the parameter must be turned first. */
  @Test
  void theOrderInMemoryDoesNotMatter() {
    Scope.run(() -> {
      Tensor start = wave(0.3, 2, 3, 4, 5);
      Tensor slope = wave(1.1, 2, 3, 4, 5);
      double[][] ends = new double[4][];
      for (int i = 0; i < 4; i++) {
        MemoryFormat ofParameter = i % 2 == 0 ? MemoryFormat.CONTIGUOUS : MemoryFormat.CHANNELS_LAST;
        MemoryFormat ofGradient = i / 2 == 0 ? MemoryFormat.CONTIGUOUS : MemoryFormat.CHANNELS_LAST;
        Tensor p = start.clone().contiguous(ofParameter).requiresGrad_(true);
        try (AdamW adam = new AdamW(List.of(p), 0.1)) {
          for (int step = 0; step < 3; step++) {
            p.setGrad(slope.contiguous(ofGradient).clone());
            adam.step();
          }
          ends[i] = p.detach().contiguous().toDoubles();
        }
      }
      assertThat(ends[1]).isEqualTo(ends[0]);
      assertThat(ends[2]).isEqualTo(ends[0]);
      assertThat(ends[3]).isEqualTo(ends[0]);
    });
  }

  @Test
  void bfloat16ParametersTrain() {
    Tensor p = parameter(Scope.run(() -> Tensors.ones(4).to(DType.BFLOAT16)));
    try (Adam adam = new Adam(List.of(p), 0.1)) {
      Scope.run(() -> {
        p.square().sum().backward();
        adam.step();
        assertThat(p.detach().to(DType.FLOAT32).toFloats()[0]).isCloseTo(0.9f, within(0.01f));
      });
    }
  }

  @Test
  void aStepLeavesNothingInTheCallersScope() {
    Problem problem = new Problem(DType.FLOAT32, Memory.DENSE);
    try (Adam adam = new Adam(problem.parameters, 0.1); LBFGS lbfgs = new LBFGS(problem.parameters);
        Scope scope = Scope.open()) {
      problem.evaluate();
      adam.step();
      lbfgs.step(problem::evaluate);
      assertThat(scope.size()).isZero();
    }
  }

  @Test
  void stateOfAnotherOptimizerIsRefusedAndNothingChanges() {
    Problem problem = new Problem(DType.FLOAT32, Memory.DENSE);
    try (Adam adam = new Adam(problem.parameters, 0.1);
        SGD sgd = new SGD(problem.parameters, 0.2, SGD.Settings.DEFAULT.withMomentum(0.9));
        LBFGS lbfgs = new LBFGS(problem.parameters);
        SGD shorter = new SGD(problem.parameters.subList(0, 1), 0.3); Scope scope = Scope.open()) {
      problem.evaluate();
      adam.step();
      OptimizerState state = adam.stateDict();
      assertThatThrownBy(() -> sgd.loadStateDict(state)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not know");
      assertThat(sgd.groups().get(0).lr()).isEqualTo(0.2);
      assertThatThrownBy(() -> lbfgs.loadStateDict(state)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("iterations");
      assertThatThrownBy(() -> shorter.loadStateDict(state)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2 parameters, expected 1");
      Map<String, Tensor> bent = new HashMap<>(state.tensors());
      bent.put("state.1.mean", Tensors.zeros(3));
      assertThatThrownBy(() -> adam.loadStateDict(new OptimizerState(bent, state.numbers())))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("state.1.mean");
    }
  }

  @Test
  void badGroupsAreRefused() {
    Tensor p = parameter(Tensors.ones(2));
    assertThatThrownBy(() -> new SGD(List.of(), 0.1)).hasMessageContaining("at least one parameter");
    assertThatThrownBy(() -> new SGD(List.of(p, p), 0.1)).hasMessageContaining("twice");
    assertThatThrownBy(() -> new SGD(List.of(p), Double.NaN)).hasMessageContaining("lr");
    assertThatThrownBy(() -> new SGD(List.of(p), 0.1, SGD.Settings.DEFAULT.withNesterov()))
        .hasMessageContaining("Nesterov");
    Scope.run(() -> {
      assertThatThrownBy(() -> new SGD(List.of(p.mul(2)), 0.1)).hasMessageContaining("leaves");
      assertThatThrownBy(() -> new SGD(List.of(Tensors.zeros(DType.INT64, 2)), 0.1)).hasMessageContaining("int64[2]");
    });
    try (LBFGS lbfgs = new LBFGS(List.of(p))) {
      assertThatThrownBy(lbfgs::step).isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("step(closure)");
    }
  }

  /** f = (1 - x)^2 + 100 (y - x^2)^2, whose lowest point is (1, 1). Rosenbrock, 1960. */
  @Test
  void quasiNewtonMethodsDescendTheValleyOfRosenbrock() {
    for (boolean dense : new boolean[] {true, false}) {
      Tensor p = parameter(Tensors.of(new double[] {-1.2, 1}));
      QuasiNewton.Settings settings = new QuasiNewton.Settings(60, 200, 1e-9, 1e-15, true);
      try (QuasiNewton optimizer = dense ? new BFGS(List.of(p), 1, settings) : new LBFGS(List.of(p), 1, settings)) {
        double first = optimizer.step(() -> {
          optimizer.zeroGrad();
          Tensor x = p.get(0);
          Tensor loss = x.rsub(1).square().add(p.get(1).sub(x.square()).square().mul(100));
          loss.backward();
          return loss.item();
        });
        assertThat(first).isCloseTo(24.2, within(1e-12));
        assertThat(p.toDoubles()).containsExactly(new double[] {1, 1}, within(1e-6));
        assertThat(optimizer.iterations()).isLessThan(60);
      }
    }
  }

  /** On a bowl, the learned matrix becomes the inverse of the bowl's, and a resumed search ends as the whole one. */
  @Test
  void bfgsLearnsTheInverseHessianAndResumes() {
    QuasiNewton.Settings few = new QuasiNewton.Settings(4, 50, 0, 0, true);
    Tensor bowl = Scope.release(Tensors.of(new double[] {4, 1, 0, 1, 3, 0.5, 0, 0.5, 2}, 3, 3));
    double[][] ends = new double[2][];
    for (int run = 0; run < 2; run++) {
      Tensor p = parameter(Tensors.of(new double[] {3, -2, 1}));
      DoubleSupplier closure = () -> {
        p.setGrad(null);
        Tensor loss = p.matmul(bowl).dot(p).mul(0.5);
        loss.backward();
        return loss.item();
      };
      try (BFGS begun = new BFGS(List.of(p), 1, few); BFGS resumed = new BFGS(List.of(p), 1, few)) {
        begun.step(closure);
        Scope.run(() -> resumed.loadStateDict(begun.stateDict()));
        BFGS next = run == 0 ? begun : resumed;
        next.step(closure);
        ends[run] = p.toDoubles();
        Scope.run(() -> assertThat(next.stateDict().tensors().get("inverseHessian").matmul(bowl)
            .sub(Tensors.eye(3)).abs().max().item()).isLessThan(0.05));
      }
    }
    assertThat(ends[1]).isEqualTo(ends[0]);
  }
}
