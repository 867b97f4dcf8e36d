package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.image.Image;
import dev.fovea.image.NumberedPng;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CamVidTest {
  @TempDir
  private Path folder;

  private final Map<String, byte[]> files = new LinkedHashMap<>();

  private void pair(String name, int... numbers) {
    Image mask = new Image(4, 2, 1);
    for (int i = 0; i < 8; i++) {
      mask.data()[i] = (byte) numbers[i % numbers.length];
    }
    files.put(name + ".jpg", new Image(4, 2, 3).toJpeg(90));
    files.put(name + ".label.png", NumberedPng.encode(mask, List.of()));
  }

  private SegmentationParts open() throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      tar.write(CifarTest.header(file.getKey(), file.getValue().length, '0'));
      tar.write(Arrays.copyOf(file.getValue(), (file.getValue().length + 511) / 512 * 512));
    }
    tar.write(new byte[1024]);
    Files.write(folder.resolve("camvid-160x120.tar"), tar.toByteArray());
    return SegmentationParts.open("camvid", options());
  }

  private Datasets.Options options() {
    return new Datasets.Options(folder, folder.resolve("cache"), false, Download.Progress.SILENT);
  }

  @Test
  void thePartsOfAPlainArchive() throws IOException {
    pair("train/b", 0, 11);
    pair("train/a", 3);
    pair("val/c", 10);
    pair("test/d", 5);
    SegmentationParts parts = open();
    assertThat(parts.train().size()).isEqualTo(2);
    assertThat(parts.train().classes()).hasSize(11).startsWith("sky", "building").endsWith("cyclist");
    assertThat(parts.train().colors()).hasSize(11);
    assertThat(parts.train().source(0)).isEqualTo("train/a.jpg");
    assertThat(parts.train().get(0).mask().data()).containsOnly(3);
    assertThat(parts.train().mask(1).data()).startsWith(0, (byte) MaskedImage.VOID);
    assertThat(parts.validation().mask(0).data()).containsOnly(10);
    assertThat(parts.test().source(0)).isEqualTo("test/d.jpg");
  }

  @Test
  void whatIsNotWholeIsNamed() throws IOException {
    pair("train/a", 0);
    pair("val/c", 0);
    assertThatThrownBy(this::open).isInstanceOf(DataException.class).hasMessageContaining("test/NAME.jpg");
    pair("test/d", 12);
    assertThatThrownBy(this::open).hasMessageContaining("test/d.label.png").hasMessageContaining("number 12");
    files.remove("test/d.label.png");
    assertThatThrownBy(this::open).hasMessageContaining("no test/d.label.png");
    files.put("test/d.label.png", new byte[] {1, 2});
    assertThatThrownBy(this::open).isInstanceOf(DataException.class).hasMessageContaining("test/d.jpg");
  }

  @Test
  void theFolderOfTheTutorialDoesAsWell() throws IOException {
    for (String part : List.of("train", "val", "test")) {
      Path pictures = Files.createDirectories(folder.resolve("CamVid").resolve(part));
      Path masks = Files.createDirectories(folder.resolve("CamVid").resolve(part + "annot"));
      new Image(4, 2, 3).write(pictures.resolve("x.png"));
      Image mask = new Image(4, 2, 1);
      mask.data()[0] = 11;
      mask.write(masks.resolve("x.png"));
    }
    SegmentationParts parts = SegmentationParts.open("camvid", options());
    assertThat(parts.train().classes()).hasSize(11);
    assertThat(parts.test().mask(0).data()).startsWith((byte) MaskedImage.VOID, (byte) 0);
  }

  @Test
  void withoutFilesTheErrorSaysWhereToPutThem() {
    assertThatThrownBy(() -> SegmentationParts.open("camvid", options())).isInstanceOf(DataException.class)
        .hasMessageContaining("camvid-160x120.tar").hasMessageContaining("--data-dir");
    assertThatThrownBy(() -> SegmentationParts.open("kamvid", options())).isInstanceOf(DataException.class)
        .hasMessageContaining("kamvid").hasMessageContaining("mask-folder:PATH");
  }

  @Test
  void rareClassesWeighMore() {
    Image first = new Image(4, 1, 1, new byte[] {0, 0, 0, 1});
    Image second = new Image(4, 1, 1, new byte[] {0, 0, 2, (byte) 255});
    MemorySegmentation set = new MemorySegmentation("two", List.of("a", "b", "c", "d"), List.of(1, 2, 3, 4),
        List.of("x", "y"), List.of(new MaskedImage(first.toRgb(), first), new MaskedImage(second.toRgb(), second)));
    PixelCounts counts = set.pixelCounts();
    assertThat(counts.pixels()).containsExactly(5, 1, 1, 0);
    assertThat(counts.seen()).containsExactly(7, 4, 3, 0);
    double median = 1 / 3.0;
    assertThat(counts.medianFrequencyWeights()).containsExactly(median / (5 / 7.0), median / 0.25, 1, 1);
    assertThat(counts.shares()).containsExactly(5 / 7.0, 1 / 7.0, 1 / 7.0, 0);
    assertThat(set.take(1).pixelCounts().pixels()).containsExactly(3, 1, 0, 0);
  }

  @Test
  void numbersOutsideTheClassesAreRefused() {
    Image mask = new Image(1, 1, 1, new byte[] {4});
    assertThatThrownBy(() -> new MemorySegmentation("one", List.of("a"), List.of(1), List.of("x"),
        List.of(new MaskedImage(mask.toRgb(), mask)))).hasMessageContaining("x: its mask has the class number 4");
    assertThatThrownBy(() -> new MaskedImage(new Image(2, 1, 3), mask)).isInstanceOf(DataException.class)
        .hasMessageContaining("2 x 1");
  }
}
