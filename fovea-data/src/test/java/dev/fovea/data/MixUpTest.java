package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Given draws are compared with timm by the parity cards of fovea-train; here is what is drawn. */
class MixUpTest {
  private static final int CLASSES = 4;

  private Scope scope;
  private Tensor images;
  private Tensor labels;

  @BeforeEach
  void open() {
    scope = Scope.open();
    images = Tensors.arange(0, 4 * 3 * 6 * 5, 1, DType.FLOAT32).reshape(4, 3, 6, 5);
    labels = Tensors.of(new long[] {0, 1, 2, 3});
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @ParameterizedTest
  @EnumSource(MixUp.Mode.class)
  void theSameGeneratorGivesTheSameBatchAndTargetsAreShares(MixUp.Mode mode) {
    MixUp mixing = MixUp.of(0.8, 1, CLASSES).withMode(mode).withLabelSmoothing(0.1);
    MixUp.Mixed mixed = mixing.apply(images, labels, new SplitMix64(7));
    assertThat(mixing.apply(images, labels, new SplitMix64(7)).images().equal(mixed.images())).isTrue();
    assertThat(mixing.apply(images, labels, new SplitMix64(8)).images().equal(mixed.images())).isFalse();
    assertThat(mixed.targets().shape()).containsExactly(mode == MixUp.Mode.HALF ? 2 : 4, CLASSES);
    assertThat(mixed.images().size(0)).isEqualTo(mixed.targets().size(0));
    for (double sum : mixed.targets().sum(1).toDoubles()) {
      assertThat(sum).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void aPairSharesItsDrawAndAnOddOneStays() {
    Tensor odd = images.narrow(0, 0, 3).contiguous();
    MixUp mixing = MixUp.of(1, 0, CLASSES).withMode(MixUp.Mode.PAIR);
    MixUp.Mixed mixed = mixing.apply(odd, labels.narrow(0, 0, 3).contiguous(), new SplitMix64(1));
    double[] lam = mixed.lam().toDoubles();
    assertThat(lam[0]).isEqualTo(lam[2]).isBetween(0.0, 1.0);
    assertThat(lam[1]).isEqualTo(1);
    assertThat(mixed.images().get(1).equal(odd.get(1))).isTrue();
    assertThat(mixed.images().get(0).add(mixed.images().get(2)).allClose(odd.get(0).add(odd.get(2)), 1e-5, 1e-5))
        .isTrue();
  }

  @Test
  void aRectangleCountsByItsAreaUnlessTheDrawnShareIsAskedFor() {
    List<MixUp.Draw> corner = List.of(new MixUp.Draw(0.36, true, 0, 0));
    MixUp.Mixed mixed = MixUp.of(0, 1, CLASSES).apply(images, labels, corner);
    assertThat(mixed.lam().item()).isCloseTo(1 - 2 * 2 / 30.0, within(1e-6));
    assertThat(mixed.images().sub(images).ne(0).to(DType.FLOAT32).sum().item()).isEqualTo(4 * 3 * 4);
    MixUp drawn = new MixUp(0, 1, 1, 0.5, MixUp.Mode.BATCH, false, 0, CLASSES);
    assertThat(drawn.apply(images, labels, corner).lam().item()).isCloseTo(0.36, within(1e-6));
  }

  @Test
  void nothingIsMixedWithoutAChanceOrAWay() {
    RandomGenerator random = new SplitMix64(3);
    for (MixUp none : List.of(MixUp.of(0, 0, CLASSES),
        new MixUp(0.8, 1, 0, 0.5, MixUp.Mode.ELEM, true, 0, CLASSES))) {
      MixUp.Mixed mixed = none.apply(images, labels, random);
      assertThat(mixed.images().equal(images)).isTrue();
      assertThat(mixed.targets().argmax(1).equal(labels)).isTrue();
    }
  }

  @Test
  void sharesFollowTheBetaDistribution() {
    for (double alpha : new double[] {0.2, 0.8, 1, 3}) {
      RandomGenerator random = new SplitMix64(5);
      double mean = 0;
      double square = 0;
      int count = 20_000;
      for (int i = 0; i < count; i++) {
        double share = Beta.draw(alpha, random);
        mean += share / count;
        square += share * share / count;
      }
      assertThat(mean).isCloseTo(0.5, within(0.01));
      assertThat(square - mean * mean).isCloseTo(1 / (4 * (2 * alpha + 1)), within(0.005));
    }
    assertThat(Beta.draw(1e-4, new SplitMix64(1))).isIn(0.0, 1.0);
  }

  @Test
  void settingsAndShapesAreChecked() {
    assertThatThrownBy(() -> MixUp.of(-1, 0, 3)).hasMessageContaining("-1.0");
    assertThatThrownBy(() -> MixUp.of(1, 0, 0)).hasMessageContaining("class");
    MixUp mixing = MixUp.of(1, 1, CLASSES);
    assertThatThrownBy(() -> mixing.apply(images, labels.to(DType.FLOAT32), new SplitMix64(1)))
        .hasMessageContaining("int64");
    assertThatThrownBy(() -> mixing.apply(images, labels, List.of())).hasMessageContaining("1 draws");
  }
}
