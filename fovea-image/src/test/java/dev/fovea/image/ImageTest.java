package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ImageTest {
  @Test
  void samplesAreReadAndWrittenByPlace() {
    Image image = new Image(3, 2, 3);
    image.set(2, 1, 0, 200);
    assertThat(image.get(2, 1, 0)).isEqualTo(200);
    assertThat(image.data()[15] & 0xff).isEqualTo(200);
    assertThat(image.copy()).isEqualTo(image).isNotSameAs(image).hasSameHashCodeAs(image);
    assertThatThrownBy(() -> image.get(3, 0, 0)).isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("(3, 0)");
    assertThatThrownBy(() -> image.set(0, 0, 0, 256)).hasMessageContaining("256");
    assertThatThrownBy(() -> new Image(3, 2, 3, new byte[17])).hasMessageContaining("18 bytes");
    assertThatThrownBy(() -> new Image(3, 2, 4)).hasMessageContaining("4 channels");
    assertThatThrownBy(() -> new Image(40_000, 40_000, 3)).hasMessageContaining("more bytes than an array holds");
  }

  @Test
  void awtImagesGoBothWays() {
    Image source = Pictures.source();
    assertThat(Image.fromBufferedImage(source.toBufferedImage())).isEqualTo(source);
    Image grey = source.toGrey();
    assertThat(Image.fromBufferedImage(grey.toBufferedImage())).isEqualTo(grey);
  }

  @Test
  void floatPlanesAreNormalised() {
    Image image = Pictures.numbered(4, 3, 3);
    float[] mean = {0.485f, 0.456f, 0.406f};
    float[] std = {0.229f, 0.224f, 0.225f};
    float[] planes = image.toFloatChw(mean, std);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 3; y++) {
        for (int x = 0; x < 4; x++) {
          assertThat(planes[(c * 3 + y) * 4 + x])
              .isCloseTo((image.get(x, y, c) / 255f - mean[c]) / std[c], within(1e-6f));
        }
      }
    }
    float[] batch = new float[80];
    image.toFloatChw(mean, std, batch, 40);
    assertThat(batch[39]).isZero();
    assertThat(batch[40]).isEqualTo(planes[0]);
    assertThat(batch[75]).isEqualTo(planes[35]);
    assertThatThrownBy(() -> image.toFloatChw(mean, std, batch, 60)).hasMessageContaining("36 values from 60");
    assertThatThrownBy(() -> image.toFloatChw(new float[1], std)).hasMessageContaining("3 channels");
    assertThatThrownBy(() -> image.toFloatChw(mean, new float[3])).hasMessageContaining("deviation");
  }

  @Test
  void floatPlanesComeBackAsPictures() {
    Image image = Pictures.numbered(4, 3, 3);
    float[] planes = image.toFloatChw(new float[3], new float[] {1, 1, 1});
    assertThat(Image.fromFloatChw(planes, 3, 3, 4)).isEqualTo(image);
    Image clamped = Image.fromFloatChw(new float[] {-1, 2, Float.NaN, 0.5f}, 1, 2, 2);
    assertThat(clamped.data()).containsExactly(0, 255, 0, 128);
    assertThatThrownBy(() -> Image.fromFloatChw(planes, 3, 3, 5)).hasMessageContaining("(3, 3, 5)");
  }
}
