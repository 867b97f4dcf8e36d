package dev.fovea.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientClippingTest {
  private static List<Tensor> parameters() {
    Tensor a = Tensors.zeros(2);
    Tensor b = Tensors.zeros(2, 1);
    a.setGrad(Tensors.of(new float[] {3, 0}));
    b.setGrad(Tensors.of(new float[] {0, -4}, 2, 1));
    return List.of(a, b, Tensors.zeros(3));
  }

  @Test
  void theNormOfAllGradientsTogetherIsBounded() {
    Scope.run(() -> {
      List<Tensor> p = parameters();
      assertThat(GradientClipping.byNorm_(p, 10).item()).isEqualTo(5);
      assertThat(p.get(0).grad().toFloats()).as("small ones stay").containsExactly(3, 0);
      assertThat(GradientClipping.byNorm_(p, 1).item()).isEqualTo(5);
      assertThat(p.get(0).grad().toFloats()).containsExactly(new float[] {0.6f, 0}, within(1e-6f));
      assertThat(p.get(1).grad().toFloats()).containsExactly(new float[] {0, -0.8f}, within(1e-6f));
    });
  }

  @Test
  void otherNormsCount() {
    Scope.run(() -> {
      assertThat(GradientClipping.byNorm_(parameters(), 1, 1).item()).isEqualTo(7);
      List<Tensor> p = parameters();
      assertThat(GradientClipping.byNorm_(p, 2, Double.POSITIVE_INFINITY).item()).isEqualTo(4);
      assertThat(p.get(1).grad().toFloats()).containsExactly(new float[] {0, -2}, within(1e-5f));
      assertThat(GradientClipping.byNorm_(List.of(Tensors.zeros(3)), 1).item()).isZero();
    });
  }

  @Test
  void elementsAreBounded() {
    Scope.run(() -> {
      List<Tensor> p = parameters();
      GradientClipping.byValue_(p, 3.5);
      assertThat(p.get(0).grad().toFloats()).containsExactly(3, 0);
      assertThat(p.get(1).grad().toFloats()).containsExactly(0, -3.5f);
    });
  }
}
