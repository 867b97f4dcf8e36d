package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReadTest {
  static final String[] FILES = {
    "rgb420.jpg", "rgb444.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg", "rgb.png", "rgba.png", "palette.png",
    "bilevel.png", "rgb16.png", "lossy.webp", "lossless.webp", "alpha.webp", "rgb.bmp", "palette.bmp", "rgb.tiff",
    "lzw.tiff", "deflate.tiff", "palette.tiff", "grey16.tiff", "plain.gif", "interlaced.gif", "transparent.gif"
  };

  @ParameterizedTest
  @ValueSource(strings = {
    "rgb.png", "grey.png", "rgba.png", "la.png", "palette.png", "transparent.png", "bilevel.png", "rgb16.png",
    "grey16.png", "lossless.webp", "alpha.webp", "rgb.bmp", "palette.bmp", "bilevel.bmp", "rgb.tiff", "lzw.tiff",
    "deflate.tiff", "grey.tiff", "rgba.tiff", "palette.tiff", "grey16.tiff", "plain.gif", "interlaced.gif",
    "animated.gif", "transparent.gif", "partial.gif", "animated.webp", "exif6.png", "exif6.webp", "exif6.tiff",
    "rle.bmp", "interlaced.png", "bigendian.tiff"
  })
  void losslessFormatsEqualPillow(String name) {
    Image image = Image.decode(Pictures.bytes("formats/" + name));
    Pictures.assertClose(image, Pictures.golden("formats/" + name + ".expected.png").toRgb(), 0);
  }

  @ParameterizedTest
  @CsvSource({"rgb420.jpg, 2", "rgb444.jpg, 2", "progressive.jpg, 2", "grey.jpg, 2", "cmyk.jpg, 2", "ycck.jpg, 2",
    "lossy.webp, 2"})
  void lossyFormatsAreCloseToPillow(String name, int tolerance) {
    Image image = Image.decode(Pictures.bytes("formats/" + name));
    Pictures.assertClose(image, Pictures.golden("formats/" + name + ".expected.png").toRgb(), tolerance);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void orientationIsApplied(int orientation) {
    String name = "formats/exif" + orientation + ".jpg";
    Pictures.assertClose(Image.decode(Pictures.bytes(name)), Pictures.golden(name + ".expected.png"), 2);
  }

  @Test
  void greyIsPillowsLuma() {
    Image grey = Image.decode(Pictures.bytes("source.png"), Image.Mode.GREY);
    Pictures.assertClose(grey, Pictures.golden("transforms/grey.png"), 0);
  }

  @Test
  void writesAndReadsBack(@TempDir Path folder) throws IOException {
    Image source = Pictures.source();
    for (Image image : new Image[] {source, source.toGrey()}) {
      Path png = folder.resolve("a.PNG");
      image.write(png);
      assertThat(Image.read(png)).isEqualTo(image.toRgb());
      assertThat(Pictures.golden("source.png")).isEqualTo(source);
      Path jpeg = folder.resolve("a.jpeg");
      image.write(jpeg);
      Image back = Image.read(jpeg, image.channels() == 1 ? Image.Mode.GREY : Image.Mode.RGB);
      assertThat(back.width()).isEqualTo(image.width());
      double error = 0;
      for (int i = 0; i < back.data().length; i++) {
        error += Math.abs((back.data()[i] & 0xff) - (image.data()[i] & 0xff));
      }
      assertThat(error / back.data().length).isLessThan(12);
    }
    assertThatThrownBy(() -> source.write(folder.resolve("a.xyz"))).hasMessageContaining(".png");
  }

  @Test
  void damageIsToldWithTheFileName(@TempDir Path folder) throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.jpg"));
    assertThatThrownBy(() -> Image.read(empty)).isInstanceOf(ImageFormatException.class)
        .hasMessageContaining("empty.jpg").hasMessageContaining("0 bytes").hasMessageContaining("JPEG, PNG");
    Path text = Files.writeString(folder.resolve("text.png"), "hello, this is no picture");
    assertThatThrownBy(() -> Image.read(text)).isInstanceOf(ImageFormatException.class)
        .hasMessageContaining("text.png").hasMessageContaining("68 65 6c 6c");
    assertThatThrownBy(() -> Image.read(folder.resolve("none.png"))).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void filesTooLargeForMemoryAreNotRead(@TempDir Path folder) throws IOException {
    Path huge = folder.resolve("huge.png");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(3L << 30);
    }
    assertThatThrownBy(() -> Image.read(huge)).isInstanceOf(ImageFormatException.class)
        .hasMessageContaining("huge.png").hasMessageContaining("3221225472 bytes");
  }

  @Test
  void everyTruncationIsAnError() {
    for (String name : FILES) {
      byte[] file = Pictures.bytes("formats/" + name);
      for (double part : new double[] {0.3, 0.5, 0.8, 0.95}) {
        byte[] cut = Arrays.copyOf(file, (int) (file.length * part));
        if (name.endsWith(".tiff") && part > 0.9) {
          continue; // The last bytes of these are the resolution, not the picture.
        }
        assertThatThrownBy(() -> Image.decode(cut)).as(name + " cut to " + part)
            .isInstanceOf(ImageFormatException.class);
      }
    }
  }

  @Test
  void giganticClaimsAreRefused() {
    byte[] png = Pictures.bytes("formats/rgb.png");
    ByteBuffer.wrap(png).putInt(16, 100_000).putInt(20, 100_000);
    CRC32 sum = new CRC32();
    sum.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) sum.getValue());
    assertThatThrownBy(() -> Image.decode(png)).hasMessageContaining("100000 x 100000 pixels");
    byte[] jpeg = Pictures.bytes("formats/rgb420.jpg");
    int frame = find(jpeg, 0xff, 0xc0);
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60_000).putShort(frame + 7, (short) 60_000);
    assertThatThrownBy(() -> Image.decode(jpeg)).hasMessageContaining("60000 x 60000 pixels");
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 10_000).putShort(frame + 7, (short) 10_000);
    assertThatThrownBy(() -> Image.decode(jpeg)).hasMessageContaining("too many for");
    byte[] bmp = Pictures.bytes("formats/rgb.bmp");
    bmp[21] = 0x7f;
    assertThatThrownBy(() -> Image.decode(bmp)).hasMessageContaining("pixels, which is more than the limit");
    byte[] gif = Pictures.bytes("formats/plain.gif");
    Arrays.fill(gif, 6, 10, (byte) 0xff);
    assertThatThrownBy(() -> Image.decode(gif)).hasMessageContaining("65535 x 65535");
  }

  private static int find(byte[] data, int first, int second) {
    for (int i = 0; i < data.length - 1; i++) {
      if ((data[i] & 0xff) == first && (data[i + 1] & 0xff) == second) {
        return i;
      }
    }
    throw new AssertionError("no marker");
  }
}
