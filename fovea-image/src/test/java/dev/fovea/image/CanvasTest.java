package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import org.junit.jupiter.api.Test;

class CanvasTest {
  private final Image black = new Image(120, 80, 3);

  @Test
  void shapesCoverTheirPixels() {
    Image drawn = new Canvas(black)
        .fillRectangle(10, 10, 20, 10, Color.RED)
        .line(0, 50.5, 120, 50.5, Color.GREEN, 1)
        .fillPolygon(new double[] {60, 100, 60}, new double[] {10, 10, 40}, Color.BLUE)
        .rectangle(40, 60, 10, 10, Color.WHITE, 2)
        .polygon(new double[] {80, 110, 110}, new double[] {60, 60, 78}, Color.WHITE, 2)
        .toImage();
    assertThat(rgb(drawn, 10, 10)).isEqualTo(0xff0000);
    assertThat(rgb(drawn, 29, 19)).isEqualTo(0xff0000);
    assertThat(rgb(drawn, 30, 19)).isZero();
    assertThat(rgb(drawn, 70, 50)).isEqualTo(0x00ff00);
    assertThat(rgb(drawn, 70, 52)).isZero();
    assertThat(rgb(drawn, 62, 12)).isEqualTo(0x0000ff);
    assertThat(rgb(drawn, 98, 38)).isZero();
    assertThat(rgb(drawn, 45, 60)).isEqualTo(0xffffff);
    assertThat(rgb(drawn, 45, 65)).isZero();
    assertThat(rgb(drawn, 95, 60)).isEqualTo(0xffffff);
    assertThat(black).isEqualTo(new Image(120, 80, 3));
  }

  @Test
  void labelsStayInsideThePicture() {
    Image drawn = new Canvas(black).box(90, 2, 25, 30, "person 0.9", Color.YELLOW).toImage();
    int left = 120;
    int yellow = 0;
    for (int y = 0; y < 80; y++) {
      for (int x = 0; x < 120; x++) {
        if (rgb(drawn, x, y) == 0xffff00) {
          left = Math.min(left, x);
          yellow++;
        }
      }
    }
    assertThat(left).as("the tag moved left").isBetween(1, 85);
    assertThat(yellow).isGreaterThan(400);
    assertThat(new Canvas(black).box(90, 2, 25, 30, "", Color.YELLOW).toImage()).isNotEqualTo(drawn);
  }

  @Test
  void textIsDrawnBelowItsPlace() {
    Image drawn = new Canvas(black).text("Hg", 20, 30, Color.WHITE, 20).toImage();
    assertThat(Geometry.crop(drawn, new Box(0, 0, 120, 30))).isEqualTo(new Image(120, 30, 3));
    assertThat(Geometry.crop(drawn, new Box(20, 30, 60, 30))).isNotEqualTo(new Image(60, 30, 3));
  }

  @Test
  void overlaysMixByTheirStrength() {
    Image image = new Image(2, 1, 1, new byte[] {100, 100});
    Image masked = new Canvas(image).mask(new boolean[] {true, false}, new Color(200, 0, 100), 0.5).toImage();
    assertThat(masked.get(0, 0, 0)).isBetween(149, 151);
    assertThat(masked.get(0, 0, 1)).isBetween(49, 51);
    assertThat(masked.get(1, 0, 0)).isEqualTo(100);
    Image classes = new Canvas(image).classes(new int[] {-1, 3}, 1).toImage();
    assertThat(rgb(classes, 0, 0)).isEqualTo(0x646464);
    assertThat(rgb(classes, 1, 0)).isEqualTo(Palette.color(3).getRGB() & 0xffffff);
    Image heat = new Canvas(image).heatMap(new float[] {0, 1}, ColorMap.VIRIDIS, 1).toImage();
    assertThat(rgb(heat, 0, 0)).isEqualTo(0x440154);
    assertThat(rgb(heat, 1, 0)).isEqualTo(0xfde725);
    assertThatThrownBy(() -> new Canvas(image).mask(new boolean[3], Color.RED, 0.5)).hasMessageContaining("2 values");
    assertThatThrownBy(() -> new Canvas(image).mask(new boolean[2], Color.RED, 2)).hasMessageContaining("2.0");
  }

  @Test
  void colourMapsRunFromLowToHigh() {
    assertThat(ColorMap.JET.rgb(0)).isEqualTo(0x000080);
    assertThat(ColorMap.JET.rgb(7)).isEqualTo(0x800000);
    assertThat(ColorMap.TURBO.table()).hasSize(256).doesNotHaveDuplicates();
    assertThat(ColorMap.VIRIDIS.rgb(Double.NaN)).isEqualTo(ColorMap.VIRIDIS.rgb(-1));
    Image painted = ColorMap.VIRIDIS.paint(new float[] {5, 10, 7.5f, 0}, 2, 2, 5, 10);
    assertThat(rgb(painted, 0, 0)).isEqualTo(0x440154);
    assertThat(rgb(painted, 1, 0)).isEqualTo(0xfde725);
    assertThat(rgb(painted, 0, 1)).isEqualTo(ColorMap.VIRIDIS.table()[128]);
    assertThatThrownBy(() -> ColorMap.JET.paint(new float[4], 2, 2, 1, 1)).hasMessageContaining("1.0 and 1.0");
    assertThatThrownBy(() -> ColorMap.JET.paint(new float[3], 2, 2, 0, 1)).hasMessageContaining("4");
  }

  private static int rgb(Image image, int x, int y) {
    return image.get(x, y, 0) << 16 | image.get(x, y, 1) << 8 | image.get(x, y, 2);
  }
}
