package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TransformsTest {
  private final Image source = Pictures.source();

  @Test
  void theSameSeedGivesTheSamePicture() {
    Transform all = Transforms.compose(List.of(Transforms.randomResizedCrop(24), Transforms.randomHorizontalFlip(),
        Transforms.randomVerticalFlip(0.5), Transforms.colorJitter(0.4, 0.4, 0.4, 0.1), Transforms.randomRotation(20),
        Transforms.randomCrop(24, 4)));
    Set<Image> seen = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      Image first = all.apply(source, new Random(seed));
      assertThat(all.apply(source, new Random(seed))).isEqualTo(first);
      assertThat(first.toString()).isEqualTo("Image(24 x 24, RGB)");
      seen.add(first);
    }
    assertThat(seen).hasSize(20);
    assertThat(source).isEqualTo(Pictures.source());
  }

  @Test
  void stepsFollowOneAnother() {
    RandomGenerator random = new Random(1);
    Transform steps = Transforms.resize(30).andThen(Transforms.centerCrop(20)).andThen(Transforms.pad(2, 7));
    Image expected = Geometry.pad(
        Geometry.centerCrop(Resize.resizeShorter(source, 30, Interpolation.BILINEAR), 20, 20), 2, 2, 2, 2, 7);
    assertThat(steps.apply(source, random)).isEqualTo(expected);
    assertThat(Transforms.resize(10, 12, Interpolation.BOX).apply(source, random).height()).isEqualTo(12);
    assertThat(Transforms.resizeCenterCrop(30, 20, Interpolation.BILINEAR).apply(source, random))
        .isEqualTo(Geometry.centerCrop(Resize.resizeShorter(source, 30, Interpolation.BILINEAR), 20, 20));
    assertThat(Transforms.grayscale(3).apply(source, random)).isEqualTo(source.toGrey().toRgb());
    assertThat(Transforms.grayscale(1).apply(source, random).channels()).isEqualTo(1);
  }

  @Test
  void flipsComeAsOftenAsAsked() {
    Random random = new Random(3);
    Transform flip = Transforms.randomHorizontalFlip(0.3);
    Image flipped = Geometry.flipHorizontal(source);
    int count = 0;
    for (int i = 0; i < 2000; i++) {
      count += flip.apply(source, random).equals(flipped) ? 1 : 0;
    }
    assertThat(count / 2000.0).isCloseTo(0.3, within(0.04));
  }

  @Test
  void randomCropReachesEveryPlace() {
    Image image = Pictures.numbered(4, 3, 1);
    Set<Image> seen = new HashSet<>();
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      seen.add(Transforms.randomCrop(2, 0).apply(image, random));
    }
    assertThat(seen).hasSize(6);
    assertThatThrownBy(() -> Transforms.randomCrop(5, 0).apply(image, random)).hasMessageContaining("5 x 5");
    assertThat(Transforms.randomCrop(5, 1).apply(image, random).width()).isEqualTo(5);
  }

  @Test
  void resizedCropsKeepToAreaAndRatio() {
    // A ramp of one grey level for each column tells by its ends how wide the part was.
    Image ramp = new Image(200, 200, 1);
    for (int i = 0; i < ramp.data().length; i++) {
      ramp.data()[i] = (byte) (i % 200);
    }
    Random random = new Random(9);
    Transform crop = Transforms.randomResizedCrop(50, 0.2, 0.3, 1, 1, Interpolation.NEAREST);
    for (int i = 0; i < 200; i++) {
      Image part = crop.apply(ramp, random);
      double width = (part.get(49, 0, 0) - part.get(0, 0, 0)) * 50 / 49.0;
      assertThat(width * width / 40_000).isBetween(0.18, 0.33);
    }
  }

  @Test
  void resizedCropsThatCannotFitFallBackToTheMiddle() {
    Image strip = Pictures.numbered(200, 2, 1);
    Image crop = Transforms.randomResizedCrop(8, 1, 1, 1, 1, Interpolation.NEAREST).apply(strip, new Random(2));
    assertThat(crop).isEqualTo(Resize.resize(strip, new Box(99, 0, 2, 2), 8, 8, Interpolation.NEAREST));
  }

  @Test
  void jitterOfNothingChangesNothing() {
    assertThat(Transforms.colorJitter(0, 0, 0, 0).apply(source, new Random(1))).isEqualTo(source);
    assertThatThrownBy(() -> Transforms.colorJitter(0, 0, 0, 0.7)).hasMessageContaining("0.7");
    assertThatThrownBy(() -> Transforms.colorJitter(-1, 0, 0, 0)).hasMessageContaining("-1.0");
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> Transforms.resize(0)).hasMessageContaining("size");
    assertThatThrownBy(() -> Transforms.randomHorizontalFlip(1.5)).hasMessageContaining("1.5");
    assertThatThrownBy(() -> Transforms.randomRotation(-3)).hasMessageContaining("-3.0");
    assertThatThrownBy(() -> Transforms.grayscale(2)).hasMessageContaining("2");
    assertThatThrownBy(() -> Transforms.randomResizedCrop(8, 0.5, 0.2, 1, 1, Interpolation.BOX))
        .hasMessageContaining("scale");
    assertThatThrownBy(() -> Transforms.pad(1, 256)).hasMessageContaining("fill");
  }
}
