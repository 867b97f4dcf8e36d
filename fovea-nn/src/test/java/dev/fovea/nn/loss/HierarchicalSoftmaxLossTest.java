package dev.fovea.nn.loss;

import static dev.fovea.nn.loss.Golden.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.tensor.GradientCheck;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;

class HierarchicalSoftmaxLossTest {
  private static final LabelTree TREE = LabelTree.of("thing",
      LabelTree.of("animal", LabelTree.of("cat"), LabelTree.of("dog", LabelTree.of("pug"), LabelTree.of("collie"))),
      LabelTree.of("car"),
      LabelTree.of("plant", LabelTree.of("oak"), LabelTree.of("rose"), LabelTree.of("moss")));

  @Test
  void aClassHasTheProductOfItsBranches() {
    try (HierarchicalSoftmaxLoss loss = new HierarchicalSoftmaxLoss(TREE)) {
      assertThat(loss.classes()).containsExactly("cat", "pug", "collie", "car", "oak", "rose", "moss");
      assertThat(loss.nodes()).containsExactly("animal", "car", "plant", "cat", "dog", "pug", "collie", "oak", "rose",
          "moss");
      Scope.run(() -> {
        Tensor logits = wave(0.2, 1, 10).mul(3);
        double[] x = logits.toDoubles();
        double animal = Math.exp(x[0]) / (Math.exp(x[0]) + Math.exp(x[1]) + Math.exp(x[2]));
        double dog = Math.exp(x[4]) / (Math.exp(x[3]) + Math.exp(x[4]));
        double pug = Math.exp(x[5]) / (Math.exp(x[5]) + Math.exp(x[6]));
        double[] p = loss.logProbabilities(logits).exp().toDoubles();
        assertThat(p[1]).isCloseTo(animal * dog * pug, within(1e-12));
        assertThat(loss.apply(logits, Tensors.of(new long[] {1})).item())
            .isCloseTo(-Math.log(animal * dog * pug), within(1e-12));
      });
    }
  }

  @Test
  void probabilitiesSumToOneForLogitsOfAnySize() {
    try (HierarchicalSoftmaxLoss loss = new HierarchicalSoftmaxLoss(TREE)) {
      Scope.run(() -> {
        Tensor logits = wave(0.2, 5, 10).mul(Tensors.of(new double[] {0, 1, 10, 1000, 1e6}, 5, 1));
        assertThat(loss.logProbabilities(logits).exp().sum(1).toDoubles())
            .containsExactly(new double[] {1, 1, 1, 1, 1}, within(1e-9));
      });
    }
  }

  @Test
  void hasTheRightGradient() {
    try (HierarchicalSoftmaxLoss loss = new HierarchicalSoftmaxLoss(TREE,
        List.of("moss", "car", "cat", "collie", "pug", "rose", "oak"), Reduction.NONE)) {
      Scope.run(() -> {
        List<Tensor> logits = List.of(wave(0.2, 3, 10).requiresGrad_(true));
        Tensor target = Tensors.of(new long[] {0, 3, 1});
        GradientCheck.check(in -> loss.apply(in.get(0), target), logits);
        GradientCheck.check(in -> loss.logProbabilities(in.get(0)), logits);
        assertThat(loss.apply(logits.get(0), target).toDoubles()).containsExactly(
            loss.logProbabilities(logits.get(0)).gather(1, target.view(3, 1)).neg().view(-1).toDoubles(),
            within(1e-12));
      });
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> new HierarchicalSoftmaxLoss(TREE, List.of("cat"), Reduction.MEAN))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("collie");
    assertThatThrownBy(() -> new HierarchicalSoftmaxLoss(LabelTree.of("a", LabelTree.of("b"), LabelTree.of("b"))))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("two leaves");
    try (HierarchicalSoftmaxLoss loss = new HierarchicalSoftmaxLoss(TREE); Scope scope = Scope.open()) {
      assertThatThrownBy(() -> loss.apply(Tensors.zeros(2, 7), Tensors.of(new long[] {0, 1})))
          .isInstanceOf(TensorException.class).hasMessageContaining("(n, 10)");
      assertThatThrownBy(() -> loss.apply(Tensors.zeros(1, 10), Tensors.of(new long[] {7})))
          .isInstanceOf(TensorException.class);
      assertThatThrownBy(() -> loss.apply(Tensors.zeros(1, 10), Tensors.of(new long[] {-1})))
          .isInstanceOf(TensorException.class);
    }
  }
}
