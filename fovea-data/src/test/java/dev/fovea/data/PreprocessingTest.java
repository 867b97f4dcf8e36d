package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PreprocessingTest {
  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor rows() {
    return Tensors.of(new float[] {2, 0, 1, 3, 4, 0, -1, 2, 2, 0, -3, 5, 4, 1, 1}, 5, 3);
  }

  private static void assertClose(Tensor actual, double... expected) {
    float[] values = actual.toFloats();
    assertThat(values).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) values[i]).isCloseTo(expected[i], within(1e-5));
    }
  }

  @Test
  void meanImageAndChannelMean() {
    Tensor train = Tensors.of(new float[] {1, 2, 3, 4, 5, 6, 7, 12}, 2, 2, 2);
    try (Rescaling image = Rescaling.meanImage(train); Rescaling channel = Rescaling.channelMean(train)) {
      assertClose(image.apply(train), -2, -2, -2, -4, 2, 2, 2, 4);
      assertClose(channel.apply(train), -2.5, -1.5, -3.5, -2.5, 1.5, 2.5, 0.5, 5.5);
      assertClose(channel.invert(channel.apply(train)), 1, 2, 3, 4, 5, 6, 7, 12);
    }
  }

  @Test
  void standardizingGivesMeanZeroAndDeviationOne() {
    Tensor train = Tensors.randn(20, 3, 4, 4).mul(3).add(7);
    try (Rescaling channels = Rescaling.standardizeChannels(train); Rescaling elements = Rescaling.standardize(train)) {
      assertClose(channels.apply(train).mean(0, 2, 3), 0, 0, 0);
      assertClose(channels.apply(train).std(new int[] {0, 2, 3}, 0, false), 1, 1, 1);
      assertThat(elements.apply(train).std(new int[] {0}, 0, false).sub(1).abs().max().item()).isLessThan(1e-5);
    }
    Tensor constant = Tensors.ones(4, 2);
    try (Rescaling elements = Rescaling.standardize(constant)) {
      assertClose(elements.apply(constant), 0, 0, 0, 0, 0, 0, 0, 0);
    }
  }

  @Test
  void minMaxUsesTheTrainingPartsRange() {
    try (Rescaling range = Rescaling.minMax(rows())) {
      assertClose(range.apply(Tensors.of(new float[] {-1, 4, 2.5f, 9, -3, 0}, 2, 3)), 0, 1, 0.5, 2, 0, 0);
    }
  }

  /** Values of numpy.linalg.eigh on the covariance. */
  @Test
  void principalComponentsAreNumpys() {
    try (Pca pca = Pca.fit(rows(), 2)) {
      assertClose(pca.variances(), 11.13857828, 3.26061147);
      assertClose(pca.components(), 0.41248358, 0.71876692, -0.5596708, 0.85332564, -0.51993111, -0.03882009);
      assertClose(pca.project(rows()), 0.03771654, 0.78833121, 3.88493861, -0.39924749, -0.32187116, -2.85032801,
          -5.1822346, 0.48619291, 1.58145062, 1.97505138);
    }
  }

  @Test
  void whiteningDecorrelatesAndAllComponentsRestore() {
    try (Pca pca = Pca.fit(rows().reshape(5, 3, 1), 3)) {
      Tensor white = pca.whiten(rows(), 0);
      assertClose(white.transpose(0, 1).matmul(white).div(4), 1, 0, 0, 0, 1, 0, 0, 0, 1);
      assertClose(pca.reconstruct(pca.project(rows())), 2, 0, 1, 3, 4, 0, -1, 2, 2, 0, -3, 5, 4, 1, 1);
    }
    assertThatThrownBy(() -> Pca.fit(rows(), 4)).hasMessageContaining("1 to 3 directions");
  }
}
