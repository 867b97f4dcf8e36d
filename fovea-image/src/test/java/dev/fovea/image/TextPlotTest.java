package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TextPlotTest {
  private static final Pattern TILE =
      Pattern.compile("<rect x=\"([\\d.]+)\" y=\"([\\d.]+)\" width=\"9.7\\d*\" height=\"17\" fill=\"(#\\w+)\"/>");

  private record Tile(double x, double y, String color) {}

  private static List<Tile> tiles(TextPlot plot) {
    List<Tile> tiles = new ArrayList<>();
    Matcher matcher = TILE.matcher(plot.toSvg());
    while (matcher.find()) {
      tiles.add(new Tile(Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2)), matcher.group(3)));
    }
    return tiles;
  }

  @Test
  void eachLetterHasTheColourOfItsValue() {
    List<Tile> tiles = tiles(new TextPlot("", "ab😀d<", new float[] {-1, 0, 1, Float.NaN, 7}, 80));
    assertThat(tiles).extracting(Tile::color).containsExactly("#4c86c6", "#ffffff", "#f28e3c", "#ffffff", "#f28e3c");
    assertThat(tiles.get(1).x()).isGreaterThan(tiles.get(0).x());
    assertThat(tiles.get(1).y()).isEqualTo(tiles.get(0).y());
    assertThat(new TextPlot("", "a<", new float[2], 80).toSvg()).contains(">a</text>", ">&lt;</text>");
  }

  @Test
  void linesBreakWhereTheTextDoesAndWhereTheyAreFull() {
    String text = "ab\n" + "x".repeat(45);
    TextPlot plot = new TextPlot("Cells", text, new float[text.length()], 20);
    List<Tile> tiles = tiles(plot);
    assertThat(tiles).hasSize(48);
    assertThat(tiles.stream().map(Tile::y).distinct().toList()).hasSize(4);
    assertThat(tiles.stream().filter(tile -> tile.y() == tiles.get(2).y())).hasSize(3);
    assertThat(tiles.stream().filter(tile -> tile.y() == tiles.get(47).y())).hasSize(5);
    assertThat(plot.toSvg()).contains(">Cells</text>", ">↵</text>");
    assertThat(plot.toImage().width()).isEqualTo(2 * 222);
  }

  @Test
  void valuesMustBeAsManyAsCharacters() {
    assertThatThrownBy(() -> new TextPlot("", "a😀", new float[3], 80)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 characters and 3 values");
    assertThatThrownBy(() -> new TextPlot("", "", new float[0], 80)).hasMessageContaining("one or more characters");
    assertThatThrownBy(() -> new TextPlot("", "a", new float[1], 10)).hasMessageContaining("20 to 400 columns");
  }
}
