package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResizeTest {
  private static final int[][] SIZES = {{30, 21}, {80, 70}, {33, 60}, {1, 1}, {61, 20}, {90, 43}, {13, 7}};

  @ParameterizedTest
  @EnumSource
  void equalsPillow(Interpolation interpolation) {
    Image source = Pictures.source();
    int tolerance = interpolation == Interpolation.NEAREST ? 0 : 1;
    for (int[] size : SIZES) {
      Image golden = Pictures.golden("resize/" + interpolation + "_" + size[0] + "x" + size[1] + ".png");
      Pictures.assertClose(Resize.resize(source, size[0], size[1], interpolation), golden, tolerance);
    }
    Image golden = Pictures.golden("resize/" + interpolation + "_grey_24x31.png");
    Pictures.assertClose(Resize.resize(source.toGrey(), 24, 31, interpolation), golden, tolerance);
  }

  @ParameterizedTest
  @EnumSource
  void aPartResizesAsItsCrop(Interpolation interpolation) {
    Image source = Pictures.source();
    Box part = new Box(5, 3, 40, 31);
    assertThat(Resize.resize(source, part, 23, 31, interpolation))
        .isEqualTo(Resize.resize(Geometry.crop(source, part), 23, 31, interpolation));
    assertThat(Resize.resize(source, part, 40, 50, interpolation))
        .isEqualTo(Resize.resize(Geometry.crop(source, part), 40, 50, interpolation));
  }

  @ParameterizedTest
  @EnumSource
  void croppingInOnePassChangesNothing(Interpolation interpolation) {
    for (Image image : new Image[] {Pictures.source(), Rotate.rotate(Pictures.source(), 90, Interpolation.NEAREST,
        true, 0, 0, 0), Pictures.source().toGrey()}) {
      for (int[] sizes : new int[][] {{30, 25}, {30, 30}, {70, 41}, {20, 25}, {43, 40}}) {
        assertThat(Resize.resizeCenterCrop(image, sizes[0], sizes[1], interpolation)).isEqualTo(
            Geometry.centerCrop(Resize.resizeShorter(image, sizes[0], interpolation), sizes[1], sizes[1]));
      }
    }
  }

  @Test
  void shorterSideFollowsTorchvision() {
    Image source = Pictures.source();
    Image tall = Rotate.rotate(source, 90, Interpolation.NEAREST, true, 0, 0, 0);
    Pictures.assertClose(
        Resize.resizeShorter(source, 30, Interpolation.BILINEAR), Pictures.golden("transforms/shorter_30.png"), 1);
    Pictures.assertClose(
        Resize.resizeShorter(tall, 30, Interpolation.BILINEAR), Pictures.golden("transforms/shorter_tall_30.png"), 1);
  }

  @Test
  void plainColourStaysPlain() {
    Image plain = new Image(37, 23, 3);
    Arrays.fill(plain.data(), (byte) 201);
    for (Interpolation interpolation : Interpolation.values()) {
      for (byte sample : Resize.resize(plain, 91, 11, interpolation).data()) {
        assertThat(sample & 0xff).isEqualTo(201);
      }
    }
  }

  @Test
  void wrongSizesAreRefused() {
    Image source = Pictures.source();
    assertThatThrownBy(() -> Resize.resize(source, 0, 5, Interpolation.BOX)).hasMessageContaining("0 x 5");
    assertThatThrownBy(() -> Resize.resize(source, 100_000, 100_000, Interpolation.BOX))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Resize.resize(source, new Box(50, 0, 20, 20), 5, 5, Interpolation.BOX))
        .hasMessageContaining("does not lie inside");
  }
}
