package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operations compute is compared with Pillow by the parity cards of fovea-train. */
class RandAugmentTest {
  private static final RandAugment DEIT = RandAugment.parse("rand-m9-mstd0.5-inc1");

  private final Image source = Pictures.source();

  @Test
  void readsTimmsShortForm() {
    assertThat(DEIT).isEqualTo(new RandAugment(2, 9, 0.5, 10, 0.5, true, 0.45, new RandAugment(2, 9).border()));
    assertThat(RandAugment.parse("rand")).isEqualTo(new RandAugment(2, 10));
    RandAugment all = RandAugment.parse("rand-n3-m7.5-mstd101-mmax8-p.7-inc0");
    assertThat(all.operations()).isEqualTo(3);
    assertThat(all.magnitude()).isEqualTo(7.5);
    assertThat(all.deviation()).isInfinite();
    assertThat(all.most()).isEqualTo(8);
    assertThat(all.probability()).isEqualTo(0.7);
    assertThat(all.increasing()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "augmix-m3", "rand-m", "rand-9", "rand-x3", "rand-m9-", "rand-m-9"})
  void tellsWhatItCannotRead(String text) {
    assertThatThrownBy(() -> RandAugment.parse(text)).hasMessageContaining("rand-m9-mstd0.5-inc1");
  }

  @Test
  void theSameSeedGivesTheSamePictureInItsSize() {
    Set<Image> seen = new HashSet<>();
    for (int seed = 0; seed < 40; seed++) {
      Image changed = DEIT.apply(source, new Random(seed));
      assertThat(DEIT.apply(source, new Random(seed))).isEqualTo(changed);
      assertThat(changed.toString()).isEqualTo(source.toString());
      seen.add(changed);
    }
    assertThat(seen).hasSizeGreaterThan(20);
    assertThat(source).isEqualTo(Pictures.source());
  }

  @Test
  void everyOperationIsAppliedAboutAsOftenAsAsked() {
    RandAugment one = RandAugment.parse("rand-n1-m9-p0.3");
    Random random = new Random(4);
    int changed = 0;
    for (int i = 0; i < 2000; i++) {
      changed += one.apply(Pictures.numbered(4, 4, 3), random).equals(Pictures.numbered(4, 4, 3)) ? 0 : 1;
    }
    assertThat(changed / 2000.0).isCloseTo(0.3, within(0.06));
    assertThat(RandAugment.parse("rand-p0").apply(source, random)).isEqualTo(source);
    assertThat(RandAugment.parse("rand-n0").apply(source, random)).isEqualTo(source);
  }

  @ParameterizedTest
  @EnumSource(AugmentOp.class)
  void operationsTakeGreyAndTinyPicturesAndAnyMagnitude(AugmentOp operation) {
    assertThat(AugmentOp.named(operation.title())).isEqualTo(operation);
    for (Image image : List.of(Pictures.numbered(1, 1, 1), Pictures.numbered(2, 5, 1), source.toGrey())) {
      for (double magnitude : new double[] {0, 3.3, 10, 25}) {
        for (Interpolation way : List.of(Interpolation.NEAREST, Interpolation.BILINEAR, Interpolation.BICUBIC)) {
          Image changed = operation.apply(image, operation.argument(magnitude, true),
              new AugmentOp.Border(way, List.of(9)));
          assertThat(changed.toString()).isEqualTo(image.toString());
        }
      }
    }
  }

  @Test
  void noneOfAMagnitudeIsAboveTheHighest() {
    assertThat(DEIT.argument(AugmentOp.ROTATE, 12, true)).isEqualTo(-30);
    assertThat(DEIT.argument(AugmentOp.ROTATE, -3, false)).isZero();
    assertThat(RandAugment.parse("rand-mmax12").argument(AugmentOp.ROTATE, 14, false)).isCloseTo(36, within(1e-9));
    assertThat(DEIT.argument(AugmentOp.TRANSLATE_X_REL, 10, false)).isEqualTo(0.45);
  }

  @Test
  void onePlainFillServesEveryChannel() {
    Transform shift = RandAugment.parse("rand-p1").withBorder(Interpolation.NEAREST, 7);
    assertThat(shift.apply(source, new Random(1)).channels()).isEqualTo(3);
    assertThatThrownBy(() -> RandAugment.parse("rand").withBorder(Interpolation.NEAREST, 256))
        .hasMessageContaining("256");
    assertThatThrownBy(() -> Affine.shearX(source, 0.1, Interpolation.NEAREST, 1, 2)).hasMessageContaining("fill");
    assertThatThrownBy(() -> Affine.shearX(source, 0.1, Interpolation.LANCZOS, 1, 2, 3))
        .hasMessageContaining("LANCZOS");
    assertThatThrownBy(() -> AugmentOp.named("Shear")).hasMessageContaining("ShearX");
  }

  @Test
  void aPlainPictureKeepsItsTones() {
    Image plain = new Image(3, 3, 1);
    java.util.Arrays.fill(plain.data(), (byte) 80);
    assertThat(Tones.autoContrast(plain)).isEqualTo(plain);
    assertThat(Tones.equalize(plain)).isEqualTo(plain);
    assertThat(Tones.invert(Tones.invert(source))).isEqualTo(source);
    assertThat(Tones.posterize(source, 8)).isEqualTo(source);
    assertThatThrownBy(() -> Tones.posterize(source, 9)).hasMessageContaining("9");
    assertThat(Adjust.sharpness(source, 1)).isEqualTo(source);
  }
}
