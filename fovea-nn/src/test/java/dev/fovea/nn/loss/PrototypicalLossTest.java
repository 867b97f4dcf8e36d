package dev.fovea.nn.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import org.junit.jupiter.api.Test;

class PrototypicalLossTest {
  /** Prototypes 1 and 5 on a line; queries 2 and 4 are at squared distances 1, 9 and 9, 1. */
  @Test
  void isTheSoftmaxOfSquaredDistances() {
    try (Scope scope = Scope.open()) {
      Tensor support = Tensors.of(new float[] {0, 2, 4, 6}, 2, 2, 1);
      PrototypicalLoss.Output output = PrototypicalLoss.of(support, Tensors.of(new float[] {2, 4}, 2, 1, 1));
      assertThat(output.loss().item()).isCloseTo(Math.log(1 + Math.exp(-8)), within(1e-6));
      assertThat(output.accuracy().item()).isEqualTo(1);
      PrototypicalLoss.Output wrong = PrototypicalLoss.of(support, Tensors.of(new float[] {4, 4}, 2, 1, 1));
      assertThat(wrong.loss().item()).isCloseTo((Math.log(1 + Math.exp(8)) + Math.log(1 + Math.exp(-8))) / 2,
          within(1e-5));
      assertThat(wrong.accuracy().item()).isEqualTo(0.5);
    }
  }

  @Test
  void theOrderOfItemsDoesNotMatter() {
    Generator.seedAll(2);
    try (Scope scope = Scope.open()) {
      Tensor embeddings = Tensors.randn(3, 4, 6);
      double blocks = PrototypicalLoss.of(embeddings.narrow(1, 0, 1), embeddings.narrow(1, 1, 3)).loss().item();
      Tensor turned = embeddings.transpose(0, 1).reshape(12, 6);
      Tensor targets = Tensors.of(new long[] {4, 7, 9}).repeat(4);
      assertThat(new PrototypicalLoss(1).apply(turned, targets).loss().item()).isCloseTo(blocks, within(1e-6));
    }
  }

  @Test
  void scoresDifferFromDistancesByTheQueryAlone() {
    Generator.seedAll(3);
    try (Scope scope = Scope.open()) {
      Tensor queries = Tensors.randn(5, 7);
      Tensor prototypes = Tensors.randn(3, 7);
      Tensor distances = queries.unsqueeze(1).sub(prototypes.unsqueeze(0)).square().sum(2);
      Tensor expected = queries.square().sum(new int[] {1}, true).sub(distances);
      assertThat(PrototypicalLoss.scores(queries, prototypes).sub(expected).abs().max().item()).isLessThan(1e-5);
    }
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> new PrototypicalLoss(0)).hasMessageContaining("1 shot or more, got 0");
    try (Scope scope = Scope.open()) {
      assertThatThrownBy(() -> PrototypicalLoss.of(Tensors.rand(3, 2, 4), Tensors.rand(3, 1, 5)))
          .isInstanceOf(TensorException.class).hasMessageContaining("support (ways, shots, features)");
      assertThatThrownBy(() -> new PrototypicalLoss(2).apply(Tensors.rand(4, 4), Tensors.of(new long[] {0, 0, 1, 1})))
          .isInstanceOf(TensorException.class).hasMessageContaining("2 shots and at least 1 query, got 2 to 2");
      assertThatThrownBy(() -> new PrototypicalLoss(1).apply(Tensors.rand(5, 4), Tensors.of(new long[] {0, 0, 1, 1, 1})))
          .isInstanceOf(TensorException.class).hasMessageContaining("at least 1 query, got 2 to 3");
      assertThatThrownBy(() -> new PrototypicalLoss(1).apply(Tensors.rand(5, 4), Tensors.of(new long[] {0, 1})))
          .isInstanceOf(TensorException.class).hasMessageContaining("targets (n)");
    }
  }
}
