package dev.fovea.nn.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.nn.loss.DistillationLoss.Kind;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values and gradients are compared with DeiT's by the parity cards of fovea-train. */
class DistillationLossTest {
  private Scope scope;
  private Tensor student;
  private Tensor teacher;

  @BeforeEach
  void open() {
    scope = Scope.open();
    student = Golden.wave(0.5, 3, 4);
    teacher = Golden.wave(0.5, 3, 4).flip(1);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void hardIsTheCrossEntropyWithTheTeachersBestClass() {
    Tensor base = Tensors.scalar(2);
    Tensor expected = new CrossEntropyLoss().apply(student, teacher.argmax(1)).mul(0.3).add(2 * 0.7);
    assertThat(new DistillationLoss(Kind.HARD, 0.3, 9).apply(base, student, teacher).item())
        .isCloseTo(expected.item(), within(1e-6));
  }

  @Test
  void softIsZeroForEqualScoresAndGivesTheTeacherNoGradient() {
    DistillationLoss soft = new DistillationLoss(Kind.SOFT, 1, 3);
    assertThat(soft.term(student, student.clone()).item()).isCloseTo(0, within(1e-7));
    Tensor learns = student.detach().clone().requiresGrad_(true);
    Tensor fixed = teacher.detach().clone().requiresGrad_(true);
    soft.term(learns, fixed).backward();
    assertThat(learns.grad()).isNotNull();
    assertThat(fixed.grad()).isNull();
  }

  @Test
  void mistakesAreTold() {
    assertThatThrownBy(() -> new DistillationLoss(Kind.HARD, 1.1, 1)).hasMessageContaining("alpha");
    assertThatThrownBy(() -> new DistillationLoss(Kind.SOFT, 0.5, 0)).hasMessageContaining("temperature");
    assertThatThrownBy(() -> new DistillationLoss(Kind.SOFT, 0.5, 1).term(student, teacher.narrow(1, 0, 2)))
        .isInstanceOf(TensorException.class).hasMessageContaining("one shape");
  }
}
