package dev.fovea.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path temp;

  @Test
  void twoRunsOfOneSecondHaveTwoFolders() {
    RunFolder first = RunFolder.create(temp, "a b/c");
    RunFolder second = RunFolder.create(temp, "a b/c");
    assertThat(first.root()).isNotEqualTo(second.root()).isDirectory();
    assertThat(first.root().getFileName().toString()).matches("a-b-c-\\d{8}-\\d{6}(-2)?");
    assertThat(RunFolder.newest(temp)).isPresent();
    assertThat(RunFolder.newest(temp.resolve("none"))).isEmpty();
    assertThatThrownBy(() -> RunFolder.open(temp)).hasMessageContaining("not the folder of a run");
  }

  @Test
  void metricsAreReadBackAndCutAtALength() throws IOException {
    Path file = temp.resolve("metrics.csv");
    MetricsCsv.Row one = new MetricsCsv.Row(5, 0.5, 1.25, "train", "loss", 0.1);
    MetricsCsv.Row two = new MetricsCsv.Row(10, 1, 2.5, "test", "accuracy", Double.NaN);
    long length;
    try (MetricsCsv csv = new MetricsCsv(file)) {
      csv.add(one);
      length = csv.lengthOnDisk();
      csv.add(two);
    }
    assertThat(MetricsCsv.read(file)).containsExactly(one, two);
    Files.writeString(file, "11,1.1,3,tra", StandardOpenOption.APPEND);
    assertThat(MetricsCsv.read(file)).hasSize(2);
    try (MetricsCsv csv = new MetricsCsv(file)) {
      csv.cut(length);
      csv.add(two);
    }
    assertThat(MetricsCsv.read(file)).containsExactly(one, two);
  }

  @Test
  void aReportEscapesAndNeedsNothingBeside() {
    String html = new Report("<run>", "a & b").figures(Map.of("x", "1")).listing("Code", "if (a < b) \"c\"")
        .table("T", List.of("h"), List.of(List.of("<i>"))).toHtml();
    assertThat(html).contains("&lt;run&gt;").contains("a &amp; b").contains("a &lt; b").contains("&lt;i&gt;")
        .contains("<style>").doesNotContain("<script").doesNotContain("href=").doesNotContain("http");
  }

  @Test
  void plotsOfOnePageKeepTheirOwnClips() {
    var plot = new dev.fovea.image.XyPlot("p").line("a", new double[] {1, 2, 3});
    String html = new Report("r", "").plots("P", List.of(plot, plot)).toHtml();
    assertThat(html).contains("id=\"plot1-clip").contains("url(#plot1-clip").contains("id=\"plot2-clip")
        .contains("url(#plot2-clip");
  }
}
