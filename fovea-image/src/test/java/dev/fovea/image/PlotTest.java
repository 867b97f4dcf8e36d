package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PlotTest {
  private static final double[] LOSS = {2.3, 1.7, Double.NaN, 1.1, 0.9, 0.85};

  @Test
  void linesBreakWhereValuesAreMissing() throws Exception {
    Document svg = parse(new XyPlot("Loss <of> \"A & B\"").line("training", LOSS).labels("Epoch", "Loss"));
    List<String> texts = texts(svg);
    assertThat(texts).contains("Loss <of> \"A & B\"", "training", "Epoch", "Loss", "1", "2", "6", "0.75", "2.50");
    assertThat(count(svg, "polyline", "stroke", Palette.color(0))).isEqualTo(2);
  }

  @Test
  void pointsLieWhereTheirNumbersSay() throws Exception {
    Document svg = parse(new XyPlot("").points("", new double[] {0, 5, 10}, new double[] {0, 5, 10}));
    NodeList circles = svg.getElementsByTagName("circle");
    assertThat(circles.getLength()).isEqualTo(3);
    double[] xs = new double[3];
    double[] ys = new double[3];
    for (int i = 0; i < 3; i++) {
      xs[i] = Double.parseDouble(((Element) circles.item(i)).getAttribute("cx"));
      ys[i] = Double.parseDouble(((Element) circles.item(i)).getAttribute("cy"));
    }
    assertThat(xs[1] - xs[0]).isPositive().isCloseTo(xs[2] - xs[1], offset(0.02));
    assertThat(ys[0] - ys[1]).isPositive().isCloseTo(ys[1] - ys[2], offset(0.02));
  }

  @Test
  void picturesShowTheSeriesInTheirColours() {
    Image picture = new XyPlot("Loss").line("a", LOSS).line("b", new double[] {1, 2, 3}).toImage();
    assertThat(picture.toString()).isEqualTo("Image(1600 x 1000, RGB)");
    assertThat(pixels(picture, Palette.color(0))).isGreaterThan(500);
    assertThat(pixels(picture, Palette.color(1))).isGreaterThan(500);
    assertThat(pixels(picture, Palette.color(2))).isZero();
    assertThat(Image.decode(new XyPlot("").sized(200, 150).toPng()).toString()).isEqualTo("Image(400 x 300, RGB)");
  }

  @Test
  void logarithmicAxesLeaveOutWhatTheyCannotShow() throws Exception {
    Document svg = parse(
        new XyPlot("").points("", new double[] {0, 1, 10, 100}, new double[] {1, 10, -5, 1000}).logX().logY());
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(2);
  }

  @Test
  void nothingToShowIsAnEmptyFrame() throws Exception {
    for (XyPlot plot : List.of(new XyPlot(""), new XyPlot("").logX().logY(), new XyPlot("").line("a", new double[0]),
        new XyPlot("").line("a", new double[] {Double.NaN, Double.POSITIVE_INFINITY}))) {
      assertThat(texts(parse(plot))).isNotEmpty();
      assertThat(plot.toPng()).isNotEmpty();
    }
  }

  @Test
  void barsStandOnZero() throws Exception {
    BarPlot plot = new BarPlot("Speed", List.of("one", "two", "three")).bars("a", 4, -2, Double.NaN).bars("b", 1, 2, 3)
        .labels("Model", "images/s").showValues();
    Document svg = parse(plot);
    assertThat(texts(svg)).contains("one", "two", "three", "a", "b", "Model", "images/s", "4", "-2");
    // One rectangle more for each series: its mark in the legend.
    assertThat(count(svg, "rect", "fill", Palette.color(0))).isEqualTo(3);
    assertThat(count(svg, "rect", "fill", Palette.color(1))).isEqualTo(4);
    assertThat(pixels(plot.toImage(), Palette.color(0))).isGreaterThan(10_000);
  }

  @Test
  void longNamesAreTurnedAndShortened() throws Exception {
    List<String> names = IntStream.range(0, 30).mapToObj(i -> "a class with quite a long name, number " + i).toList();
    Document svg = parse(new BarPlot("", names).bars("", new double[30]));
    assertThat(texts(svg)).anyMatch(text -> text.endsWith("…"));
    Image picture = new BarPlot("", names).bars("", new double[30]).toImage();
    assertThat(Geometry.crop(picture, new Box(0, 0, 8, 1000)).data()).as("nothing is cut off on the left side")
        .containsOnly(255);
  }

  @Test
  void confusionShowsCountsColouredByShare() throws Exception {
    HeatMapPlot plot = HeatMapPlot.confusion("Confusion", new long[][] {{90, 10}, {0, 7}}, List.of("cat", "dog"));
    Document svg = parse(plot);
    assertThat(texts(svg)).contains("90", "10", "0", "7", "cat", "dog", "Predicted", "True", "0.2", "1.0");
    assertThat(count(svg, "rect", "fill", ColorMap.VIRIDIS.color(1))).as("7 of 7").isGreaterThanOrEqualTo(1);
    assertThat(count(svg, "rect", "fill", ColorMap.VIRIDIS.color(0.9))).as("90 of 100").isGreaterThanOrEqualTo(1);
    assertThat(pixels(plot.toImage(), ColorMap.VIRIDIS.color(0.1))).isGreaterThan(10_000);
  }

  @Test
  void heatMapsTakeMissingAndEqualValues() {
    double[][] values = {{3, 3, Double.NaN}};
    Image picture = new HeatMapPlot("", values, List.of("r"), List.of("a", "b", "c")).toImage();
    assertThat(pixels(picture, Surface.GRID)).as("the missing cell").isGreaterThan(10_000);
  }

  @Test
  void filesFollowTheirSuffix(@TempDir Path folder) throws IOException {
    XyPlot plot = new XyPlot("Loss").line("a", LOSS);
    plot.write(folder.resolve("a.svg"));
    plot.write(folder.resolve("a.png"));
    assertThat(Files.readString(folder.resolve("a.svg"))).startsWith("<svg ").endsWith("</svg>\n");
    assertThat(Image.read(folder.resolve("a.png"))).isEqualTo(plot.toImage());
  }

  @Test
  void wrongInputIsRefused() {
    assertThatThrownBy(() -> new XyPlot("").line("a", new double[2], new double[3])).hasMessageContaining("2 and 3");
    assertThatThrownBy(() -> new XyPlot("").sized(10, 10)).hasMessageContaining("10 x 10");
    assertThatThrownBy(() -> new XyPlot("").yRange(1, 1)).hasMessageContaining("1.0 to 1.0");
    assertThatThrownBy(() -> new BarPlot("", List.of())).hasMessageContaining("category");
    assertThatThrownBy(() -> new BarPlot("", List.of("a")).bars("s", 1, 2)).hasMessageContaining("'s'");
    assertThatThrownBy(() -> new HeatMapPlot("", new double[][] {{1, 2}, {1}}, List.of("a", "b"), List.of("a", "b")))
        .hasMessageContaining("Row 1");
    assertThatThrownBy(() -> new HeatMapPlot("", new double[0][], List.of(), List.of())).hasMessageContaining("0 rows");
  }

  private static Document parse(Plot plot) throws Exception {
    byte[] svg = plot.toSvg().getBytes(StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg));
  }

  private static List<String> texts(Document svg) {
    NodeList nodes = svg.getElementsByTagName("text");
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> nodes.item(i).getTextContent()).toList();
  }

  private static long count(Document svg, String tag, String attribute, Color color) {
    String hex = String.format("#%06x", color.getRGB() & 0xffffff);
    NodeList nodes = svg.getElementsByTagName(tag);
    return IntStream.range(0, nodes.getLength())
        .filter(i -> ((Element) nodes.item(i)).getAttribute(attribute).equals(hex)).count();
  }

  private static int pixels(Image image, Color color) {
    byte[] data = image.data();
    int count = 0;
    for (int i = 0; i < data.length; i += 3) {
      count += (data[i] & 0xff) == color.getRed() && (data[i + 1] & 0xff) == color.getGreen()
          && (data[i + 2] & 0xff) == color.getBlue() ? 1 : 0;
    }
    return count;
  }
}
