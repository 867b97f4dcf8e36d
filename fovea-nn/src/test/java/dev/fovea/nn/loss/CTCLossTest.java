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

class CTCLossTest {
  private static final long[] TIMES = {6, 4};
  private static final long[] LENGTHS = {3, 2};

  private static Tensor logits() {
    return wave(0.6, 6, 2, 4);
  }

  private static Tensor padded() {
    return Tensors.of(new long[] {1, 2, 2, 3, 1, -7}, 2, 3);
  }

  /** The sum over all alignments, one by one. */
  private static double bruteForce(double[][] p, long[] target) {
    double sum = 0;
    int classes = p[0].length;
    int paths = (int) Math.round(Math.pow(classes, p.length));
    for (int path = 0; path < paths; path++) {
      int rest = path;
      double probability = 1;
      int previous = 0;
      int read = 0;
      boolean fits = true;
      for (double[] row : p) {
        int label = rest % classes;
        rest /= classes;
        probability *= row[label];
        if (label != 0 && label != previous) {
          fits &= read < target.length && target[read] == label;
          read++;
        }
        previous = label;
      }
      sum += fits && read == target.length ? probability : 0;
    }
    return -Math.log(sum);
  }

  @Test
  void isTheSumOverAllAlignments() {
    Scope.run(() -> {
      Tensor log = logits().logSoftmax(2);
      double[] expected = new double[2];
      long[][] targets = {{1, 2, 2}, {3, 1}};
      for (int n = 0; n < 2; n++) {
        double[] flat = log.select(1, n).exp().contiguous().toDoubles();
        double[][] rows = new double[(int) TIMES[n]][4];
        for (int t = 0; t < rows.length; t++) {
          System.arraycopy(flat, t * 4, rows[t], 0, 4);
        }
        expected[n] = bruteForce(rows, targets[n]);
      }
      CTCLoss none = new CTCLoss(0, Reduction.NONE, false);
      assertThat(none.apply(log, padded(), TIMES, LENGTHS).toDoubles()).containsExactly(expected, within(1e-10));
      assertThat(none.apply(log, Tensors.of(new long[] {1, 2, 2, 3, 1}), TIMES, LENGTHS).toDoubles())
          .containsExactly(expected, within(1e-10));
      assertThat(none.apply(log, Tensors.of(new int[] {1, 2, 2, 3, 1}), TIMES, LENGTHS).toDoubles())
          .containsExactly(expected, within(1e-10));
      Tensor turned = Tensors.of(new long[] {1, 3, 2, 1, 2, 0}, 3, 2).t();
      assertThat(none.apply(log, turned, TIMES, LENGTHS).toDoubles()).containsExactly(expected, within(1e-10));
      assertThat(new CTCLoss().apply(log, padded(), TIMES, LENGTHS).item())
          .isCloseTo((expected[0] / 3 + expected[1] / 2) / 2, within(1e-10));
      GradientCheck.check(in -> none.apply(in.get(0).logSoftmax(2), padded(), TIMES, LENGTHS),
          List.of(logits().requiresGrad_(true)));
    });
  }

  @Test
  void anUnreadableTargetIsInfiniteOrNothing() {
    Scope.run(() -> {
      Tensor x = logits().requiresGrad_(true);
      Tensor target = Tensors.of(new long[] {1, 1, 1, 2, 3, 0}, 2, 3);
      long[] times = {4, 6};
      assertThat(new CTCLoss(0, Reduction.NONE, false).apply(x.logSoftmax(2), target, times, LENGTHS).toDoubles()[0])
          .isInfinite();
      Tensor loss = new CTCLoss().withZeroInfinity().apply(x.logSoftmax(2), target, times, LENGTHS);
      assertThat(loss.item()).isFinite().isPositive();
      loss.backward();
      assertThat(x.grad().select(1, 0).abs().max().item()).isZero();
    });
  }

  @Test
  void refusesWhatLibtorchWouldReadOutOfBounds() {
    Scope.run(() -> {
      Tensor log = logits().logSoftmax(2);
      CTCLoss loss = new CTCLoss();
      refused(() -> loss.apply(log, Tensors.of(new long[] {1, 4, 2, 3, 1, 0}, 2, 3), TIMES, LENGTHS), "got 4");
      refused(() -> loss.apply(log, Tensors.of(new long[] {1, -5, 2, 3, 1, 0}, 2, 3), TIMES, LENGTHS), "got -5");
      refused(() -> loss.apply(log, Tensors.of(new long[] {1, 0, 2, 3, 1, 0}, 2, 3), TIMES, LENGTHS), "blank");
      refused(() -> loss.apply(log, padded(), new long[] {7, 4}, LENGTHS), "got 7");
      refused(() -> loss.apply(log, padded(), new long[] {-1, 4}, LENGTHS), "got -1");
      refused(() -> loss.apply(log, padded(), new long[] {6}, LENGTHS), "got 1");
      refused(() -> loss.apply(log, padded(), TIMES, new long[] {4, 2}), "got 4");
      refused(() -> loss.apply(log, Tensors.of(new long[] {1, 2, 2, 3}), TIMES, LENGTHS), "expected 5 targets");
      refused(() -> loss.apply(log, Tensors.of(new byte[] {1, 2, 2, 3, 1}), TIMES, LENGTHS), "int64 or int32");
      refused(() -> loss.apply(log.select(1, 0), padded(), TIMES, LENGTHS), "(time, batch, classes)");
      refused(() -> new CTCLoss(4, Reduction.MEAN, false).apply(log, padded(), TIMES, LENGTHS), "blank in [0, 4)");
    });
  }

  private static void refused(Runnable call, String words) {
    assertThatThrownBy(call::run).isInstanceOf(TensorException.class).hasMessageContaining(words);
  }
}
