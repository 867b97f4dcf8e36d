package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GeometryTest {
  private final Image source = Pictures.source();

  @Test
  void centerCropAndPadEqualTorchvision() {
    Pictures.assertClose(Geometry.centerCrop(source, 30, 30), Pictures.golden("transforms/center_crop_30.png"), 0);
    Pictures.assertClose(Geometry.centerCrop(source, 31, 60), Pictures.golden("transforms/center_crop_padded.png"), 0);
    Pictures.assertClose(Geometry.pad(source, 1, 2, 3, 4, 9), Pictures.golden("transforms/pad.png"), 0);
  }

  @Test
  void cropTakesTheBox() {
    Image image = Pictures.numbered(5, 4, 3);
    Image crop = Geometry.crop(image, new Box(1, 2, 3, 2));
    for (int y = 0; y < 2; y++) {
      for (int x = 0; x < 3; x++) {
        for (int c = 0; c < 3; c++) {
          assertThat(crop.get(x, y, c)).isEqualTo(image.get(x + 1, y + 2, c));
        }
      }
    }
    assertThatThrownBy(() -> Geometry.crop(image, new Box(3, 0, 3, 1))).hasMessageContaining("5 x 4 pixels");
    assertThatThrownBy(() -> Geometry.crop(image, new Box(-1, 0, 3, 1))).hasMessageContaining("does not lie inside");
    assertThatThrownBy(() -> new Box(0, 0, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Geometry.pad(image, -1, 0, 0, 0, 0)).hasMessageContaining("left -1");
  }

  @Test
  void flipsMirror() {
    Image image = Pictures.numbered(5, 4, 3);
    Image horizontal = Geometry.flipHorizontal(image);
    Image vertical = Geometry.flipVertical(image);
    assertThat(horizontal.get(0, 1, 2)).isEqualTo(image.get(4, 1, 2));
    assertThat(vertical.get(3, 0, 1)).isEqualTo(image.get(3, 3, 1));
    assertThat(horizontal).isNotEqualTo(image);
    assertThat(Geometry.flipHorizontal(horizontal)).isEqualTo(image);
    assertThat(Geometry.flipVertical(vertical)).isEqualTo(image);
    assertThat(Geometry.flipVertical(horizontal))
        .isEqualTo(Rotate.rotate(image, 180, Interpolation.NEAREST, false, 0, 0, 0));
  }

  @Test
  void rotationEqualsPillow() {
    Pictures.assertClose(Rotate.rotate(source, 30, Interpolation.NEAREST, false, 0, 0, 0),
        Pictures.golden("transforms/rotate_nearest_30.png"), 0);
    Pictures.assertClose(Rotate.rotate(source, -75, Interpolation.BILINEAR, false, 0, 0, 0),
        Pictures.golden("transforms/rotate_bilinear_m75.png"), 1);
    Pictures.assertClose(Rotate.rotate(source, 20, Interpolation.NEAREST, true, 10, 20, 30),
        Pictures.golden("transforms/rotate_expand_20.png"), 0);
  }

  @Test
  void quarterTurnsLoseNothing() {
    Image image = Pictures.numbered(5, 4, 1);
    Image left = Rotate.rotate(image, 90, Interpolation.NEAREST, true, 0);
    assertThat(left.width()).isEqualTo(4);
    assertThat(left.get(0, 4, 0)).isEqualTo(image.get(0, 0, 0));
    assertThat(left.get(0, 0, 0)).isEqualTo(image.get(4, 0, 0));
    assertThat(Rotate.rotate(left, -90, Interpolation.NEAREST, true, 0)).isEqualTo(image);
    assertThat(Rotate.rotate(image, 720, Interpolation.NEAREST, true, 0)).isEqualTo(image);
    assertThatThrownBy(() -> Rotate.rotate(image, 5, Interpolation.BOX, true, 0)).hasMessageContaining("BOX");
    assertThatThrownBy(() -> Rotate.rotate(image, 5, Interpolation.NEAREST, true)).hasMessageContaining("fill");
  }
}
