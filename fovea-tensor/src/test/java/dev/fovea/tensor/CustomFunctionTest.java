package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Custom functions among threads, in long loops and when they fail. */
class CustomFunctionTest {
  private static final Tensor SHARED = Scope.release(Tensors.full(3, DType.FLOAT32, 4));

  /** Three times the input; its backward hands out a tensor that it keeps. */
  private static final CustomFunction TRIPLE = new CustomFunction() {
    @Override
    public Tensor forward(List<Tensor> x) {
      return x.get(0).mul(3.0);
    }

    @Override
    public List<Tensor> backward(List<Tensor> x, Tensor y, Tensor gradient) {
      return List.of(SHARED);
    }
  };

  private static double once() {
    return Scope.run(() -> {
      Tensor x = Tensors.ones(4).requiresGrad_(true);
      TRIPLE.apply(x).sum().backward();
      return x.grad().sum().item();
    });
  }

  @Test
  void gradientsArriveWhileOtherThreadsWalkTheirGraphs() {
    List<Double> sums = IntStream.range(0, 400).parallel().mapToObj(i -> once()).toList();
    assertThat(sums).containsOnly(12.0);
    assertThat(SHARED.isFreed()).isFalse();
  }

  @Test
  void gradientPenaltiesDoNotPileUp() {
    CustomFunction square = new CustomFunction() {
      @Override
      public Tensor forward(List<Tensor> x) {
        return x.get(0).mul(x.get(1));
      }

      @Override
      public List<Tensor> backward(List<Tensor> x, Tensor y, Tensor gradient) {
        return List.of(gradient.mul(x.get(1)), gradient.mul(x.get(0)));
      }
    };
    int hooks = GradientHook.LIVE.size();
    for (int i = 0; i < 2000; i++) {
      double penalty = Scope.run(() -> {
        Tensor x = Tensors.ones(64, 64).requiresGrad_(true);
        Tensor w = Tensors.full(2, DType.FLOAT32, 64, 64).requiresGrad_(true);
        Tensor slope = Autograd.grad(square.apply(x, w).sum(), x, true);
        slope.square().sum().backward();
        return w.grad().mean().item();
      });
      assertThat(penalty).isEqualTo(4);
    }
    CustomFunctionNode.sweep();
    assertThat(CustomFunctionNode.LIVE).isEmpty();
    assertThat(GradientHook.LIVE).hasSize(hooks);
  }

  @Test
  void failuresReachTheCallerAndNothingPilesUp() {
    CustomFunction failing = new CustomFunction() {
      @Override
      public Tensor forward(List<Tensor> x) {
        return x.get(0).mul(1.0);
      }

      @Override
      public List<Tensor> backward(List<Tensor> x, Tensor y, Tensor gradient) {
        throw new IllegalArgumentException("no backward today");
      }
    };
    int hooks = GradientHook.LIVE.size();
    for (int i = 0; i < 2000; i++) {
      once();
      Scope.run(() -> {
        Tensor x = Tensors.ones(64, 64).requiresGrad_(true);
        assertThatThrownBy(() -> failing.apply(x).sum().backward()).hasMessageContaining("no backward today");
        Tensor unused = failing.apply(TRIPLE.apply(x));
        assertThat(unused.requiresGrad()).isTrue();
      });
    }
    CustomFunctionNode.sweep();
    assertThat(CustomFunctionNode.LIVE).isEmpty();
    assertThat(GradientHook.LIVE).hasSize(hooks);
  }
}
