package dev.fovea.train.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.parity.CardResult;
import dev.fovea.models.parity.Parity;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentationScoresTest {
  /** Recorded from torchfcn's label_accuracy_score (wkentaro/pytorch-fcn) with numpy 1.24. */
  @Test
  void equalsTheReference() throws IOException {
    CardResult result =
        Parity.run(List.of(Path.of("src/test/resources/parity/segmentation_scores.json")), false).get(0);
    assertThat(result.problems()).isEmpty();
    assertThat(result.output().error()).isLessThan(1e-7);
  }

  @Test
  void aSmallCaseByHand() {
    Scope.run(() -> {
      Tensor truth = Tensors.of(new long[] {0, 0, 0, 1, 1, 255, -1}, 7);
      Tensor said = Tensors.of(new long[] {0, 0, 1, 1, 2, 0, 2}, 7);
      Tensor confusion = SegmentationScores.confusion(truth, said, 4);
      assertThat(confusion.toLongs()).containsExactly(2, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
      SegmentationScores scores = SegmentationScores.of(confusion);
      assertThat(scores.accuracy()).isEqualTo(3 / 5.0);
      assertThat(scores.meanAccuracy()).isCloseTo((2 / 3.0 + 1 / 2.0) / 2, within(1e-12));
      assertThat(scores.meanIou()).isCloseTo((2 / 3.0 + 1 / 3.0 + 0) / 3, within(1e-12));
      assertThat(scores.weightedIou()).isCloseTo(3 / 5.0 * 2 / 3 + 2 / 5.0 / 3, within(1e-12));
      assertThat(scores.ious()[2]).isZero();
      assertThat(scores.ious()[3]).isNaN();
      assertThat(scores.accuracies()[2]).isNaN();
      assertThat(scores.pixels()).containsExactly(3, 2, 0, 0);
    });
  }

  @Test
  void nothingToCountHasNoScore() {
    Scope.run(() -> {
      Tensor none = Tensors.of(new long[] {255, 255}, 2);
      SegmentationScores scores = SegmentationScores.of(SegmentationScores.confusion(none, none, 3));
      assertThat(scores.accuracy()).isNaN();
      assertThat(scores.meanIou()).isNaN();
      assertThat(scores.pixels()).containsExactly(0, 0, 0);
    });
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Scope.run(() -> {
      Tensor truth = Tensors.of(new long[] {0, 1}, 2);
      assertThatThrownBy(() -> SegmentationScores.confusion(truth, Tensors.of(new long[] {0, 3}, 2), 3))
          .isInstanceOf(TensorException.class).hasMessageContaining("0 to 2").hasMessageContaining("0 to 3");
      assertThatThrownBy(() -> SegmentationScores.confusion(truth, Tensors.of(new long[] {0, -1}, 2), 3))
          .isInstanceOf(TensorException.class).hasMessageContaining("-1 to 0");
      assertThatThrownBy(() -> SegmentationScores.confusion(truth, Tensors.of(new long[] {0}, 1), 3))
          .isInstanceOf(TensorException.class).hasMessageContaining("one shape");
    });
  }
}
