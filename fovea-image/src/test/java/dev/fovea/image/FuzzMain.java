package dev.fovea.image;

import java.util.Arrays;
import java.util.Random;

/** Decodes damaged files and prints how many of them were decoded and refused; run in a process of its own. */
final class FuzzMain {
  private static final String[] FILES = {
    "rgb420.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg", "exif6.jpg", "rgba.png", "palette.png", "rgb16.png",
    "lossy.webp", "lossless.webp", "alpha.webp", "rgb.bmp", "palette.bmp", "bilevel.bmp", "rgb.tiff", "lzw.tiff",
    "deflate.tiff", "palette.tiff", "grey16.tiff", "plain.gif", "interlaced.gif", "transparent.gif",
    "partial.gif", "animated.webp", "rle.bmp", "interlaced.png", "exif6.tiff"
  };

  private FuzzMain() {}

  /** Takes the rounds for each file and the seed. */
  public static void main(String[] args) {
    int rounds = Integer.parseInt(args[0]);
    long seed = Long.parseLong(args[1]);
    for (int f = 0; f < FILES.length; f++) {
      byte[] good = Pictures.bytes("formats/" + FILES[f]);
      Random random = new Random(seed + f);
      int decoded = 0;
      int refused = 0;
      for (int round = 0; round < rounds; round++) {
        byte[] other = Pictures.bytes("formats/" + FILES[random.nextInt(FILES.length)]);
        try {
          Image.decode(mutate(good, other, random));
          decoded++;
        } catch (ImageFormatException e) {
          refused++;
        }
      }
      System.out.println(FILES[f] + " " + decoded + " " + refused);
    }
  }

  private static byte[] mutate(byte[] good, byte[] other, Random random) {
    byte[] bad = good.clone();
    switch (random.nextInt(5)) {
      case 0 -> flipBits(bad, random);
      case 1 -> bad = Arrays.copyOf(bad, random.nextInt(bad.length));
      case 2 -> {
        int length = random.nextInt(Math.min(other.length, bad.length) / 2);
        int from = random.nextInt(other.length - length);
        System.arraycopy(other, from, bad, random.nextInt(bad.length - length), length);
      }
      case 3 -> editHeader(bad, random);
      default -> {
        int at = random.nextInt(bad.length);
        Arrays.fill(bad, at, Math.min(bad.length, at + 1 + random.nextInt(32)), (byte) random.nextInt(256));
      }
    }
    return bad;
  }

  private static void flipBits(byte[] bad, Random random) {
    for (int i = random.nextInt(8); i >= 0; i--) {
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
    }
  }

  private static void editHeader(byte[] bad, Random random) {
    int header = Math.min(bad.length, 64);
    for (int i = random.nextInt(4); i >= 0; i--) {
      bad[random.nextInt(header)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
    }
  }
}
