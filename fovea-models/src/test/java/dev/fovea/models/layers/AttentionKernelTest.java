package dev.fovea.models.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.nn.Module;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttentionKernelTest {
  @Test
  void listenersSeeTheWeightsThatGiveTheSameResult() {
    Generator.seedAll(1);
    try (AttentionKernel kernel = new AttentionKernel()) {
      kernel.eval();
      Scope.run(() -> {
        Tensor q = Tensors.randn(2, 3, 5, 4);
        Tensor k = Tensors.randn(2, 3, 7, 4);
        Tensor v = Tensors.randn(2, 3, 7, 4);
        Tensor mask = Tensors.randn(1, 3, 5, 7);
        Tensor fused = kernel.apply(q, k, v, mask, 0.3, KeyPlaces.tokens(1));
        List<Tensor> seen = new ArrayList<>();
        try (Module.Closer listening = kernel.onWeights((weights, places) -> {
          assertThat(places.prefix()).isEqualTo(1);
          seen.add(Scope.release(weights.alias()));
        })) {
          Tensor open = kernel.apply(q, k, v, mask, 0.3, KeyPlaces.tokens(1));
          assertThat(open.sub(fused).abs().max().item()).isLessThan(1e-6);
        }
        kernel.apply(q, k, v, mask, 0.3, KeyPlaces.tokens(1));
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).shape()).containsExactly(2, 3, 5, 7);
        assertThat(seen.get(0).sum(-1).sub(1).abs().max().item()).isLessThan(1e-6);
        assertThat(seen.get(0).matmul(v).sub(fused).abs().max().item()).isLessThan(1e-6);
        seen.get(0).close();
      });
    }
  }

  @Test
  void dropoutActsInTrainingOnly() {
    Generator.seedAll(2);
    try (AttentionKernel kernel = new AttentionKernel(0.5)) {
      Scope.run(() -> {
        Tensor x = Tensors.randn(1, 1, 6, 4);
        Tensor trained = kernel.apply(x, x, x, KeyPlaces.tokens(0));
        kernel.eval();
        Tensor evaluated = kernel.apply(x, x, x, KeyPlaces.tokens(0));
        assertThat(evaluated.sub(kernel.apply(x, x, x, KeyPlaces.tokens(0))).abs().max().item()).isZero();
        assertThat(trained.sub(evaluated).abs().max().item()).isGreaterThan(1e-3);
      });
    }
    assertThatThrownBy(() -> new AttentionKernel(1)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("attn_drop");
  }

  @Test
  void tokensLieInTheProportionsOfThePicture() {
    Scope.run(() -> {
      Tensor values = Tensors.arange(1 + 4 * 6).reshape(1, 25, 1);
      Tensor map = KeyPlaces.tokens(1).map().apply(values, 64, 96);
      assertThat(map.shape()).containsExactly(1, 4, 6, 1);
      assertThat(map.select(1, 1).select(1, 0).itemLong()).isEqualTo(7);
      assertThat(KeyPlaces.grid(1, 6, 4).map().apply(values, 64, 96).shape()).containsExactly(1, 6, 4, 1);
    });
  }
}
