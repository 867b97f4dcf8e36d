package dev.fovea.nn.loss;

import static dev.fovea.nn.loss.Golden.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradientCheck;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Focal, dice and contrastive loss, which have no kernel. */
class DenseLossTest {
  /** torchvision 0.14, sigmoid_focal_loss. */
  @Test
  void focalIsTorchvisions() {
    Scope.run(() -> {
      Tensor x = Tensors.of(new double[] {-3, -0.5, 0, 0.7, 2, 40});
      Tensor t = Tensors.of(new double[] {0, 1, 1, 0, 1, 0});
      assertThat(new SigmoidFocalLoss().apply(x, t).toDoubles()).containsExactly(
          new double[] {8.196249337275e-05, 0.09435290021485, 0.043321698785, 0.3694086597124, 0.0004508907088101, 30},
          within(1e-9));
      assertThat(new SigmoidFocalLoss(-1, 1.5, Reduction.SUM).apply(x, t).item()).isCloseTo(41.3317103584,
          within(1e-8));
    });
  }

  @Test
  void focalAndDiceHaveTheRightGradients() {
    Scope.run(() -> {
      Tensor t = wave(2, 2, 3, 4).gt(0).to(DType.FLOAT64);
      List<Tensor> x = List.of(wave(0.3, 2, 3, 4).requiresGrad_(true));
      GradientCheck.check(in -> new SigmoidFocalLoss().apply(in.get(0), t), x);
      GradientCheck.check(in -> new DiceLoss().apply(in.get(0).sigmoid(), t), x);
      Tensor classes = Tensors.of(new long[] {0, 1, 2, 0, 2, 2, 1, 0}, 2, 4);
      GradientCheck.check(in -> new DiceLoss().ofClasses(in.get(0), classes), x);
    });
  }

  @Test
  void diceIsOneMinusTwiceOverlapBySum() {
    Scope.run(() -> {
      Tensor p = Tensors.of(new double[] {1, 0.5, 0, 0.25}, 1, 2, 2);
      Tensor t = Tensors.of(new double[] {1, 1, 0, 0}, 1, 2, 2);
      assertThat(new DiceLoss().apply(p, t).item()).isCloseTo(1 - 3 / 3.75, within(1e-6));
      Tensor empty = Tensors.zeros(DType.FLOAT64, 1, 2, 2);
      assertThat(new DiceLoss().apply(empty, empty).item()).isZero();
      Tensor logits = Tensors.of(new double[] {30, -30, -30, 30}, 1, 2, 2);
      assertThat(new DiceLoss().ofClasses(logits, Tensors.of(new long[] {0, 1}, 1, 2)).item())
          .isCloseTo(0, within(1e-6));
    });
  }

  @Test
  void contrastivePullsPairsTogetherAndOthersApart() {
    Scope.run(() -> {
      Tensor a = Tensors.of(new double[] {0, 0, 0, 0, 0, 0}, 3, 2);
      Tensor b = Tensors.of(new double[] {3, 4, 0.3, 0.4, 3, 4}, 3, 2);
      Tensor same = Tensors.of(new double[] {1, 0, 0});
      assertThat(new ContrastiveLoss(1, Reduction.NONE).apply(a, b, same).toDoubles())
          .containsExactly(new double[] {12.5, 0.125, 0}, within(1e-12));
      GradientCheck.check(in -> new ContrastiveLoss(1, Reduction.NONE).apply(in.get(0), b, same),
          List.of(wave(0.3, 3, 2).requiresGrad_(true)));
      Tensor equal = a.clone().requiresGrad_(true);
      new ContrastiveLoss().apply(equal, a, same).backward();
      assertThat(equal.grad().isfinite().all().itemBoolean()).as("finite where both are equal").isTrue();
    });
  }
}
