package dev.fovea.train.generative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.image.Image;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Distances of features, sheets of pictures and ways between noises. */
class MeasuringTest {
  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor features(double phase, double factor, double shift, int count, int length) {
    double[] values = new double[count * length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (Math.sin(phase + 0.7 * i) + 0.3 * Math.cos(0.11 * phase + (long) i * i % 17)) * factor + shift;
    }
    return Tensors.of(values, count, length);
  }

  private static FeatureMoments moments(Tensor... batches) {
    FeatureMoments moments = new FeatureMoments();
    for (Tensor batch : batches) {
      moments.add(batch);
    }
    return moments;
  }

  /** numpy.cov and scipy.linalg.sqrtm, as the reference of FID uses them. */
  @Test
  void theDistanceIsScipys() {
    Tensor a = features(0.1, 1, 0, 20, 5);
    Tensor b = features(1.3, 1.5, 0.2, 30, 5);
    try (FeatureMoments first = moments(a.narrow(0, 0, 7), a.narrow(0, 7, 13)); FeatureMoments second = moments(b)) {
      assertThat(first.count()).isEqualTo(20);
      assertThat(first.mean().toDoubles()[1]).isCloseTo(-0.07331876, within(1e-8));
      assertThat(first.covariance().get(0).toDoubles()).containsExactly(
          new double[] {0.37206751, 0.33461827, 0.12804103, -0.16756065, -0.34104838}, within(1e-8));
      assertThat(first.frechetDistance(second)).isCloseTo(1.1270438096808697, within(1e-9));
      assertThat(second.frechetDistance(first)).isCloseTo(1.1270438096808697, within(1e-9));
      assertThat(first.frechetDistance(first)).isCloseTo(0, within(1e-9));
    }
  }

  @Test
  void fewerPicturesThanFeaturesAreNoObstacle() {
    try (FeatureMoments first = moments(features(0.1, 1, 0, 4, 5)); FeatureMoments second =
        moments(features(1.3, 1, 0, 3, 5))) {
      assertThat(first.frechetDistance(second)).isCloseTo(2.8083544653388253, within(1e-6));
    }
  }

  @Test
  void aShiftCountsWithItsSquaredLength() {
    Tensor a = features(0.4, 1, 0, 40, 3);
    try (FeatureMoments first = moments(a.to(DType.FLOAT32)); FeatureMoments second = moments(a.add(2))) {
      assertThat(first.frechetDistance(second)).isCloseTo(12, within(1e-4));
    }
  }

  @Test
  void momentsNeedTwoPicturesOfOneLength() {
    try (FeatureMoments one = moments(Tensors.ones(1, 3)); FeatureMoments two = moments(Tensors.ones(2, 3))) {
      assertThatThrownBy(() -> two.frechetDistance(one)).isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("at least 2 pictures, got 1");
      assertThatThrownBy(() -> two.add(Tensors.ones(2, 4))).isInstanceOf(TensorException.class)
          .hasMessageContaining("(n, 3)").hasMessageContaining("[2, 4]");
    }
  }

  @Test
  void picturesBecomeImages() {
    List<Image> images = SampleSheet.images(Tensors.of(new double[] {-1, 0, 1, 5, -7, 0.5, 0, 0}, 2, 1, 2, 2));
    assertThat(images).hasSize(2);
    assertThat(images.get(0).channels()).isEqualTo(1);
    assertThat(images.get(0).data()).containsExactly(0, 128, 255, 255);
    assertThat(images.get(1).get(0, 0, 0)).isZero();
    assertThat(images.get(1).get(1, 0, 0)).isEqualTo(191);
    Image sheet = SampleSheet.of(Tensors.zeros(5, 3, 4, 6), 3);
    assertThat(List.of(sheet.width(), sheet.height())).containsExactly(3 * 8 + 2, 2 * 6 + 2);
    assertThatThrownBy(() -> SampleSheet.images(Tensors.zeros(1, 2, 4, 4))).hasMessageContaining("1 or 3");
  }

  @Test
  void theWaysKeepTheirEndsAndTheArcItsLength() {
    Tensor from = Tensors.of(new double[] {3, 0, 0});
    Tensor to = Tensors.of(new double[] {0, 3, 0});
    Tensor arc = Latents.arc(from, to, 3);
    Tensor straight = Latents.straight(from, to, 3);
    double half = 3 / Math.sqrt(2);
    assertThat(arc.reshape(-1).toDoubles()).containsExactly(new double[] {3, 0, 0, half, half, 0, 0, 3, 0},
        within(1e-12));
    assertThat(straight.reshape(-1).toDoubles()).containsExactly(new double[] {3, 0, 0, 1.5, 1.5, 0, 0, 3, 0},
        within(1e-12));
    assertThat(Latents.arc(from, from, 2).reshape(-1).toDoubles()).containsExactly(3, 0, 0, 3, 0, 0);
    assertThatThrownBy(() -> Latents.arc(from, Tensors.zeros(2), 3)).hasMessageContaining("one shape");
    assertThatThrownBy(() -> Latents.straight(from, to, 1)).hasMessageContaining("2 points");
  }
}
