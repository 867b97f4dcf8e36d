package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AutogradTest {
  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void backwardGathersGradients() {
    Tensor x = Tensors.of(new double[] {1, 2, 3}).requiresGrad_(true);
    x.square().sum().backward();
    x.square().sum().backward();
    assertThat(x.grad().toDoubles()).containsExactly(4, 8, 12);
    x.setGrad(null);
    assertThat(x.grad()).isNull();
  }

  @Test
  void gradientOfGradient() {
    Tensor x = Tensors.of(new double[] {2}).requiresGrad_(true);
    Tensor first = Autograd.grad(x.pow(3).sum(), x, true);
    Tensor second = Autograd.grad(first.sum(), x, false);
    assertThat(first.toDoubles()).containsExactly(12);
    assertThat(second.toDoubles()).containsExactly(12);
  }

  @Test
  void hessianVectorProduct() {
    Tensor x = Tensors.of(new double[] {1, 2}).requiresGrad_(true);
    Tensor f = x.get(0).mul(x.get(1)).add(x.get(1).pow(3));
    Tensor v = Tensors.of(new double[] {1, 1});
    assertThat(Autograd.hessianVectorProduct(f, List.of(x), List.of(v)).get(0).toDoubles()).containsExactly(1, 13);
  }

  @Test
  void hooksReplaceGradients() {
    Tensor x = Tensors.of(new double[] {1, 2}).requiresGrad_(true);
    Tensor y = x.mul(3.0);
    try (GradientHook hook = y.registerHook(g -> g.mul(10.0))) {
      y.sum().backward();
    }
    assertThat(x.grad().toDoubles()).containsExactly(30, 30);
    x.mul(1.0).sum().backward();
    assertThat(x.grad().toDoubles()).containsExactly(31, 31);
  }

  @Test
  void hookErrorReachesTheCaller() {
    Tensor x = Tensors.of(new double[] {1, 2}).requiresGrad_(true);
    Tensor y = x.mul(3.0);
    y.registerHook(g -> {
      throw new IllegalArgumentException("no such gradient");
    });
    assertThatThrownBy(() -> y.sum().backward()).isInstanceOf(RuntimeException.class)
        .hasMessageContaining("no such gradient");
  }

  /** exp with a hand-written backward, which is itself differentiable. */
  private static final CustomFunction EXP = new CustomFunction() {
    @Override
    public Tensor forward(List<Tensor> x) {
      return x.get(0).exp();
    }

    @Override
    public List<@Nullable Tensor> backward(List<Tensor> x, Tensor y, Tensor gradient) {
      return Arrays.asList(gradient.mul(x.get(0).exp()));
    }
  };

  @Test
  void customFunctionForwardBackwardAndDouble() {
    Tensor x = Tensors.of(new double[] {0.5, -1}).requiresGrad_(true);
    Tensor y = EXP.apply(x);
    assertThat(y.toDoubles()).containsExactly(new double[] {Math.exp(0.5), Math.exp(-1)}, within(1e-12));
    Tensor first = Autograd.grad(y.sum(), x, true);
    assertThat(first.toDoubles()).containsExactly(new double[] {Math.exp(0.5), Math.exp(-1)}, within(1e-12));
    Tensor second = Autograd.grad(first.sum(), x, false);
    assertThat(second.toDoubles()).containsExactly(new double[] {Math.exp(0.5), Math.exp(-1)}, within(1e-12));
    GradientCheck.check(in -> EXP.apply(in.get(0)), List.of(x));
  }

  @Test
  void gradientCheckFindsAWrongBackward() {
    CustomFunction wrong = new CustomFunction() {
      @Override
      public Tensor forward(List<Tensor> x) {
        return x.get(0).square();
      }

      @Override
      public List<@Nullable Tensor> backward(List<Tensor> x, Tensor y, Tensor gradient) {
        return Arrays.asList(gradient.mul(x.get(0)));
      }
    };
    Tensor x = Tensors.of(new double[] {0.5, -1}).requiresGrad_(true);
    assertThatThrownBy(() -> GradientCheck.check(in -> wrong.apply(in.get(0)), List.of(x)))
        .isInstanceOf(TensorException.class).hasMessageContaining("input 0");
  }

  @Test
  void noGradRecordsNothing() {
    Tensor x = Tensors.of(new double[] {1}).requiresGrad_(true);
    try (GradMode off = GradMode.noGrad()) {
      assertThat(x.mul(2.0).requiresGrad()).isFalse();
      try (GradMode on = GradMode.enableGrad()) {
        assertThat(x.mul(2.0).requiresGrad()).isTrue();
      }
    }
    assertThat(x.mul(2.0).requiresGrad()).isTrue();
    assertThat(x.detach().requiresGrad()).isFalse();
  }
}
