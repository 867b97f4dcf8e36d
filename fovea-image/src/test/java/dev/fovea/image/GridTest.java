package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class GridTest {
  private final List<Image> tiles = DoubleStream.of(-0.4, -0.2, 0, 0.2, 0.4)
      .mapToObj(turn -> Adjust.hue(Geometry.crop(Pictures.source(), new Box(0, 0, 20, 14)), turn)).toList();

  @Test
  void equalsTorchvision() {
    Pictures.assertClose(Grid.of(tiles, 3, 4), Pictures.golden("transforms/grid.png"), 0);
  }

  @Test
  void captionsStandUnderTheirPictures() {
    List<String> captions = List.of("one", "two", "three", "a caption too long for its picture", "");
    Image grid = Grid.of(tiles, 3, 4, captions);
    assertThat(grid.toString()).isEqualTo("Image(76 x 72, RGB)");
    assertThat(Geometry.crop(grid, new Box(28, 4, 20, 14))).isEqualTo(tiles.get(1));
    assertThat(darkPixels(Geometry.crop(grid, new Box(4, 18, 20, 16)))).isPositive();
    assertThat(darkPixels(Geometry.crop(grid, new Box(28, 54, 20, 16)))).as("no caption").isZero();
    assertThat(darkPixels(Geometry.crop(grid, new Box(0, 40, 4, 32)))).as("left of the long caption").isZero();
  }

  @Test
  void wrongInputIsRefused() {
    assertThatThrownBy(() -> Grid.of(List.of(), 3, 4)).hasMessageContaining("0 pictures");
    assertThatThrownBy(() -> Grid.of(tiles, 3, 4, List.of("one"))).hasMessageContaining("5 pictures");
    assertThatThrownBy(() -> Grid.of(List.of(tiles.get(0), new Image(3, 3, 1)), 3, 4))
        .hasMessageContaining("number 1 is Image(3 x 3, grey)");
  }

  private static int darkPixels(Image image) {
    int dark = 0;
    for (byte sample : image.toGrey().data()) {
      dark += (sample & 0xff) < 160 ? 1 : 0;
    }
    return dark;
  }
}
