package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files either decode or are refused; the process and its memory survive. */
class ImageFuzzTest {
  private static final int ROUNDS = 400;

  @ParameterizedTest
  @ValueSource(strings = {
    "rgb420.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg", "exif6.jpg", "rgba.png", "palette.png", "rgb16.png",
    "lossy.webp", "lossless.webp", "alpha.webp", "rgb.bmp", "palette.bmp", "bilevel.bmp", "rgb.tiff", "lzw.tiff",
    "deflate.tiff", "palette.tiff", "grey16.tiff", "plain.gif", "interlaced.gif", "transparent.gif"
  })
  void mutationsDecodeOrAreRefused(String name) {
    byte[] good = Pictures.bytes("formats/" + name);
    byte[] other = Pictures.bytes("formats/" + ImageReadTest.FILES[name.length() % ImageReadTest.FILES.length]);
    Random random = new Random(name.hashCode());
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bad = mutate(good, other, random);
      try {
        Image image = Image.decode(bad);
        assertThat((long) image.width() * image.height()).isLessThanOrEqualTo(ImageHeader.MAX_PIXELS);
      } catch (ImageFormatException e) {
        refused++;
        assertThat(e.problem()).isNotBlank();
      }
    }
    assertThat(refused).as("refused of %d", ROUNDS).isPositive();
  }

  private static byte[] mutate(byte[] good, byte[] other, Random random) {
    byte[] bad = good.clone();
    switch (random.nextInt(5)) {
      case 0 -> {
        for (int i = random.nextInt(8); i >= 0; i--) {
          bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 1 -> bad = Arrays.copyOf(bad, random.nextInt(bad.length));
      case 2 -> {
        int length = random.nextInt(Math.min(other.length, bad.length) / 2);
        int from = random.nextInt(other.length - length);
        System.arraycopy(other, from, bad, random.nextInt(bad.length - length), length);
      }
      case 3 -> {
        int header = Math.min(bad.length, 64);
        for (int i = random.nextInt(4); i >= 0; i--) {
          bad[random.nextInt(header)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
        }
      }
      default -> {
        int at = random.nextInt(bad.length);
        Arrays.fill(bad, at, Math.min(bad.length, at + 1 + random.nextInt(32)), (byte) random.nextInt(256));
      }
    }
    return bad;
  }
}
