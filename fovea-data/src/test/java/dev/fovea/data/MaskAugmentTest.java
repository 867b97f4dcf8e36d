package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.image.Image;
import dev.fovea.tensor.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskAugmentTest {
  /** The mask's number is in every channel of the picture, in steps that interpolation keeps apart. */
  private static MaskedImage striped(int width, int height) {
    Image mask = new Image(width, height, 1);
    Image image = new Image(width, height, 3);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int number = (x / 8 + 2 * (y / 8)) % 5;
        mask.set(x, y, 0, number);
        for (int c = 0; c < 3; c++) {
          image.set(x, y, c, 50 + 40 * number);
        }
      }
    }
    return new MaskedImage(image, mask);
  }

  @Test
  void pictureAndMaskMoveTogether() {
    MaskedImage item = striped(40, 32);
    MaskAugment augment = new MaskAugment(48, 24, true, 0.6, 2, 0);
    int voids = 0;
    int right = 0;
    int all = 0;
    for (int i = 0; i < 50; i++) {
      MaskedImage changed = augment.apply(item, SplitMix64.of(7, i));
      assertThat(changed.image().width()).isEqualTo(48);
      assertThat(changed.image().height()).isEqualTo(24);
      for (int y = 0; y < 24; y++) {
        for (int x = 0; x < 48; x++) {
          int number = changed.mask().get(x, y, 0);
          if (number == MaskedImage.VOID) {
            voids++;
          } else {
            all++;
            right += Math.abs(changed.image().get(x, y, 0) - (50 + 40 * number)) <= 20 ? 1 : 0;
          }
        }
      }
    }
    assertThat(voids).isPositive();
    assertThat((double) right / all).isGreaterThan(0.9);
  }

  @Test
  void withoutChanceNothingChanges() {
    MaskedImage item = striped(40, 32);
    assertThat(new MaskAugment(40, 32, false, 1, 1, 0).apply(item, new SplitMix64(1))).isEqualTo(item);
    MaskAugment all = new MaskAugment(20, 20, true, 0.5, 2, 0.3);
    assertThat(all.apply(item, new SplitMix64(5))).isEqualTo(all.apply(item, new SplitMix64(5)));
    assertThat(all.apply(item, new SplitMix64(5))).isNotEqualTo(all.apply(item, new SplitMix64(6)));
    assertThat(new MaskAugment(40, 32, false, 1, 1, 0.5).apply(item, new SplitMix64(1)).mask()).isEqualTo(item.mask());
  }

  @Test
  void halfAreMirrored() {
    MaskedImage item = striped(40, 32);
    MaskAugment flip = new MaskAugment(40, 32, true, 1, 1, 0);
    long mirrored = java.util.stream.IntStream.range(0, 200)
        .filter(i -> !flip.apply(item, SplitMix64.of(3, i)).equals(item)).count();
    assertThat(mirrored).isBetween(70L, 130L);
  }

  @Test
  void rangesAreChecked() {
    assertThatThrownBy(() -> new MaskAugment(0, 1, true, 1, 1, 0)).hasMessageContaining("width");
    assertThatThrownBy(() -> new MaskAugment(1, 1, true, 2, 1, 0)).hasMessageContaining("scales");
    assertThatThrownBy(() -> new MaskAugment(1, 1, true, 1, 1, 2)).hasMessageContaining("jitter");
  }

  @Test
  void batchesHoldPicturesMasksAndBorders() {
    MaskedImage item = striped(16, 16);
    Scope.run(() -> {
      SegmentationBatch plain = SegmentationBatch.collate(Normalization.unit(3)).apply(List.of(item, item));
      assertThat(plain.images().shape()).containsExactly(2, 3, 16, 16);
      assertThat(plain.masks().shape()).containsExactly(2, 16, 16);
      assertThat(plain.borders()).isNull();
      assertThat(plain.masks().get(1).toLongs()[8]).isEqualTo(1);
      SegmentationBatch weighted =
          SegmentationBatch.collate(Normalization.unit(3), new BorderWeights(10, 5)).apply(List.of(item, item));
      assertThat(weighted.borders().shape()).containsExactly(2, 16, 16);
      assertThat(weighted.borders().get(1).toFloats()).containsExactly(new BorderWeights(10, 5).of(item.mask()));
      return null;
    });
  }
}
