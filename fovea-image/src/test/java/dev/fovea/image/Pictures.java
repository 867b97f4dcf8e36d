package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Test pictures: Pillow's from the resources, and comparisons. */
final class Pictures {
  private Pictures() {}

  static byte[] bytes(String resource) {
    try (InputStream in = Pictures.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A resource through the JDK's own reader, so that expectations do not rest on the code under test. */
  static Image golden(String resource) {
    try (InputStream in = Pictures.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      return Image.fromBufferedImage(ImageIO.read(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Image source() {
    return golden("source.png");
  }

  /** A picture whose every sample tells its place. */
  static Image numbered(int width, int height, int channels) {
    Image image = new Image(width, height, channels);
    for (int i = 0; i < image.data().length; i++) {
      image.data()[i] = (byte) (i * 7);
    }
    return image;
  }

  static void assertClose(Image actual, Image expected, int tolerance) {
    assertThat(actual.toString()).isEqualTo(expected.toString());
    int worst = 0;
    int place = 0;
    for (int i = 0; i < actual.data().length; i++) {
      int difference = Math.abs((actual.data()[i] & 0xff) - (expected.data()[i] & 0xff));
      if (difference > worst) {
        worst = difference;
        place = i;
      }
    }
    int pixel = place / actual.channels();
    assertThat(worst)
        .as("largest difference, at x %d, y %d", pixel % actual.width(), pixel / actual.width())
        .isLessThanOrEqualTo(tolerance);
  }
}
