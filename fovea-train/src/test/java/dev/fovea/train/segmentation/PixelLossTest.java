package dev.fovea.train.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.PixelCounts;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The numbers are torch 1.13's, of cross_entropy without reduction times weights, and of the overlaps written out. */
class PixelLossTest {
  private static final double[] WEIGHTS = {0.5, 2, 1.25};
  private static final float[] GRADIENT = {
      -0.0393183f, 0.0181278f, 0.0426473f, 0, -0.0112395f, 0.0337683f, 0.0318197f, -0.1519588f, 0.0153382f, 0,
      0.0019805f, -0.2278399f, 0.0074985f, 0.133831f, -0.0579855f, 0, 0.0092589f, 0.1940715f
  };

  private static Tensor scores() {
    return Tensors.of(new float[] {1, -2, 0.5f, 0, 3, -1, 0.5f, 1, -0.5f, 2, -1, 0.25f, -1, 0, 2, 1, 0.5f, 0.75f},
        1, 3, 2, 3);
  }

  private static Tensor mask() {
    return Tensors.of(new long[] {0, 1, 2, 255, 0, 1}, 1, 2, 3);
  }

  private static Tensor borders() {
    return Tensors.of(new float[] {0, 3, 0.5f, 7, 0, 1.5f}, 1, 2, 3);
  }

  @Test
  void pixelsAreWeighedByClassAndBorder() {
    Scope.run(() -> {
      try (PixelLoss plain = new PixelLoss(new double[] {1, 1, 1}, 0); PixelLoss weighed = new PixelLoss(WEIGHTS, 0)) {
        assertThat(plain.apply(scores(), mask(), null).item()).isCloseTo(0.46855918, within(1e-6));
        assertThat(weighed.apply(scores(), mask(), null).item()).isCloseTo(0.56157899, within(1e-6));
        assertThat(weighed.apply(scores(), mask(), borders()).item()).isCloseTo(0.56046808, within(1e-6));
      }
    });
  }

  @Test
  void overlapsAddToIt() {
    Scope.run(() -> {
      try (PixelLoss loss = new PixelLoss(WEIGHTS, 0.5)) {
        Tensor scores = scores().requiresGrad_(true);
        Tensor value = loss.apply(scores, mask(), borders());
        assertThat(value.item()).isCloseTo(0.73633492, within(1e-6));
        value.backward();
        float[] gradient = scores.grad().toFloats();
        for (int i = 0; i < GRADIENT.length; i++) {
          assertThat(gradient[i]).as("element " + i).isCloseTo(GRADIENT[i], within(1e-6f));
        }
      }
    });
  }

  @Test
  void aBatchOfVoidAloneTeachesNothing() {
    Scope.run(() -> {
      try (PixelLoss loss = new PixelLoss(WEIGHTS, 1)) {
        Tensor scores = scores().requiresGrad_(true);
        Tensor value = loss.apply(scores, mask().mul(0).add(255), borders());
        assertThat(value.item()).isZero();
        value.backward();
        assertThat(scores.grad().abs().max().item()).isZero();
      }
    });
  }

  @Test
  void weightsFollowTheRecipe() {
    PixelCounts counts = new PixelCounts(new long[] {80, 10, 10}, new long[] {100, 50, 40});
    PixelLossSpec balanced = new PixelLossSpec(PixelLossSpec.Balance.MEDIAN_FREQUENCY, 0.5, List.of(), 0, 5, 0);
    try (PixelLoss loss = balanced.create(3, () -> counts)) {
      assertThat(loss.classWeights()).containsExactly(Math.sqrt(0.25 / 0.8), Math.sqrt(0.25 / 0.2), 1);
    }
    PixelLossSpec given = new PixelLossSpec(PixelLossSpec.Balance.NONE, 1, List.of(1.0, 2.0, 3.0), 0, 5, 0);
    try (PixelLoss loss = given.create(3, () -> {
      throw new AssertionError("no counts are needed");
    })) {
      assertThat(loss.classWeights()).containsExactly(1, 2, 3);
    }
    assertThatThrownBy(() -> given.create(4, () -> counts)).hasMessageContaining("4").hasMessageContaining("got 3");
    assertThatThrownBy(() -> new PixelLossSpec(PixelLossSpec.Balance.MEDIAN_FREQUENCY, 1, List.of(1.0), 0, 5, 0))
        .hasMessageContaining("both");
    assertThatThrownBy(() -> new PixelLossSpec(PixelLossSpec.Balance.NONE, 1, List.of(-1.0), 0, 5, 0))
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> new PixelLossSpec(PixelLossSpec.Balance.NONE, 1, List.of(), 10, 0, 0))
        .hasMessageContaining("sigma");
  }
}
