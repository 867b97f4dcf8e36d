package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassColorsTest {
  @Test
  void distinctColoursAreThoseOfPascalVoc() {
    ClassColors colors = ClassColors.distinct(256);
    assertThat(colors.colors().subList(0, 9)).containsExactly(
        0x000000, 0x800000, 0x008000, 0x808000, 0x000080, 0x800080, 0x008080, 0x808080, 0x400000);
    assertThat(colors.colors().get(255)).isEqualTo(0xe0e0c0);
    assertThat(colors.colors()).doesNotHaveDuplicates();
  }

  @Test
  void masksArePaintedAndLaidOver() {
    ClassColors colors = new ClassColors(List.of(0xff0000, 0x0000ff));
    Image mask = new Image(3, 1, 1, new byte[] {0, 1, (byte) 255});
    assertThat(colors.paint(mask)).isEqualTo(
        new Image(3, 1, 3, new byte[] {(byte) 255, 0, 0, 0, 0, (byte) 255, 0, 0, 0}));
    Image picture = new Image(3, 1, 3, new byte[] {100, 100, 100, 100, 100, 100, 100, 100, 100});
    assertThat(colors.over(picture, mask, 0.5)).isEqualTo(
        new Image(3, 1, 3, new byte[] {(byte) 178, 50, 50, 50, 50, (byte) 178, 100, 100, 100}));
    assertThat(colors.over(picture.toGrey(), mask, 0)).isEqualTo(picture);
    assertThatThrownBy(() -> colors.over(picture, new Image(1, 1, 1), 0.5))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("1 x 1");
  }

  @Test
  void aLegendStandsBelowThePicture() {
    ClassColors colors = new ClassColors(List.of(0xff0000, 0x00ff00, 0x0000ff));
    Image picture = new Image(300, 20, 3);
    Image wide = colors.withLegend(picture, List.of(0, 2), List.of("road", "sky", "tree"));
    assertThat(wide.width()).isEqualTo(300);
    assertThat(wide.height()).isGreaterThan(30);
    assertThat(Geometry.crop(wide, new Box(0, 0, 300, 20))).isEqualTo(picture);
    assertThat(holds(wide, 255, 0, 0)).isTrue();
    assertThat(holds(wide, 0, 0, 255)).isTrue();
    assertThat(holds(wide, 0, 255, 0)).isFalse();
    Image narrow = colors.withLegend(new Image(10, 20, 3), List.of(0, 1, 2), List.of("road", "sky", "tree"));
    assertThat(narrow.height()).isGreaterThan(wide.height());
    assertThat(colors.withLegend(picture, List.of(), List.of())).isEqualTo(picture);
  }

  private static boolean holds(Image image, int red, int green, int blue) {
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        if (image.get(x, y, 0) == red && image.get(x, y, 1) == green && image.get(x, y, 2) == blue) {
          return true;
        }
      }
    }
    return false;
  }
}
