package dev.fovea.models.transformers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.layers.AttentionKernel;
import dev.fovea.models.layers.KeyPlaces;
import dev.fovea.nn.Module;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ReducedAttentionTest {
  private static final SpatialReductionAttention.Shape SHAPE =
      new SpatialReductionAttention.Shape(8, 2, true, null, 0, 0);

  private record Seen(long[] weights, KeyPlaces places) {}

  private static Seen watch(Module attention, UnaryOperator<Tensor> call, Tensor x) {
    AttentionKernel kernel = (AttentionKernel) attention.children().get("kernel");
    AtomicReference<Seen> seen = new AtomicReference<>();
    Tensor plain = call.apply(x);
    try (Module.Closer closer = kernel.onWeights((weights, places) -> seen.set(new Seen(weights.shape(), places)))) {
      Tensor watched = call.apply(x);
      assertThat(watched.shape()).containsExactly(x.shape());
      assertThat(watched.sub(plain).abs().max().item()).isCloseTo(0, within(1e-5));
    }
    return seen.get();
  }

  @Test
  void keysAreTheReducedMap() {
    try (var attention = SpatialReductionAttention.strided(SHAPE, 2); Scope scope = Scope.open()) {
      Seen seen = watch(attention, attention, Tensors.rand(2, 5, 7, 8));
      assertThat(seen.weights).containsExactly(2, 2, 35, 6);
      assertThat(seen.places.map().apply(Tensors.rand(2, 6, 4), 50, 70).shape()).containsExactly(2, 2, 3, 4);
    }
    try (var attention = SpatialReductionAttention.pooled(SHAPE, 7); Scope scope = Scope.open()) {
      Seen seen = watch(attention, attention, Tensors.rand(1, 9, 20, 8));
      assertThat(seen.weights).containsExactly(1, 2, 180, 49);
      assertThat(seen.places.map().apply(Tensors.rand(1, 49, 1), 9, 20).shape()).containsExactly(1, 7, 7, 1);
    }
  }

  @Test
  void withoutReductionAClassTokenMayComeFirst() {
    try (var attention = SpatialReductionAttention.strided(SHAPE, 1); Scope scope = Scope.open()) {
      Tensor field = Tensors.rand(1, 2, 3, 8);
      assertThat(watch(attention, attention, field).places.prefix()).isZero();
      assertThat(watch(attention, attention, Tensors.rand(1, 7, 8)).places.prefix()).isEqualTo(1);
      Tensor asTokens = attention.apply(field.flatten(1, 2));
      assertThat(asTokens.sub(attention.apply(field).flatten(1, 2)).abs().max().item()).isCloseTo(0, within(1e-6));
    }
  }

  /** Windows of 2 x 2 over 3 x 5 places: 2 x 3 windows, the last row and column filled in. */
  @Test
  void windowsComeBackAsTheField() {
    try (var attention = new LocallyGroupedAttention(SHAPE, 2); Scope scope = Scope.open()) {
      Seen seen = watch(attention, attention, Tensors.rand(2, 3, 5, 8));
      assertThat(seen.weights).containsExactly(12, 2, 4, 4);
      double[] values = new double[12 * 4];
      double[] expected = new double[2 * 3 * 5];
      for (int n = 0; n < 2; n++) {
        for (int row = 0; row < 3; row++) {
          for (int column = 0; column < 5; column++) {
            double value = 100 * n + 10 * row + column;
            expected[(n * 3 + row) * 5 + column] = value;
            int window = n * 6 + row / 2 * 3 + column / 2;
            values[window * 4 + row % 2 * 2 + column % 2] = value;
          }
        }
      }
      Tensor map = seen.places.map().apply(Tensors.of(values, 12, 4, 1), 3, 5);
      assertThat(map.shape()).containsExactly(2, 3, 5, 1);
      assertThat(map.toDoubles()).containsExactly(expected);
    }
  }

  /** A window sees nothing outside itself. */
  @Test
  void windowsAreApart() {
    try (var attention = new LocallyGroupedAttention(SHAPE, 2); Scope scope = Scope.open()) {
      Tensor x = Tensors.rand(1, 4, 4, 8);
      Tensor changed = x.clone();
      changed.narrow(1, 0, 2).narrow(2, 0, 2).zero_();
      Tensor difference = attention.apply(x).sub(attention.apply(changed)).abs();
      assertThat(difference.narrow(1, 2, 2).max().item()).isZero();
      assertThat(difference.narrow(2, 2, 2).max().item()).isZero();
      assertThat(difference.max().item()).isGreaterThan(1e-4);
    }
  }
}
