package dev.fovea.image;

import java.util.zip.CRC32;

/** Walks the chunks of a PNG file (ISO/IEC 15948) to its end: size, checksums, and whether the file is whole. */
final class PngHeader {
  static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";
  /** Deflate packs at most 1032 to 1, and a byte holds at most 8 pixels. */
  private static final int MAX_PIXELS_PER_BYTE = 8 * 1032;

  private PngHeader() {}

  static ImageHeader read(byte[] data) {
    Bytes bytes = new Bytes(data, true);
    if (!bytes.has(12, "IHDR")) {
      throw new ImageFormatException("Its PNG header chunk is missing.");
    }
    ImageHeader header = ImageHeader.of(ImageHeader.Format.PNG, bytes.u32(16), bytes.u32(20));
    boolean pixels = false;
    long at = SIGNATURE.length();
    while (true) {
      long length = bytes.u32(at);
      bytes.need(at, length + 12);
      checkSum(data, bytes, (int) at, (int) length);
      if (bytes.has(at + 4, "IEND")) {
        break;
      }
      pixels |= bytes.has(at + 4, "IDAT");
      at += length + 12;
    }
    if (!pixels) {
      throw new ImageFormatException("Its PNG data hold no pixels.");
    }
    return ImageHeader.plausible(header, data.length, MAX_PIXELS_PER_BYTE);
  }

  /** Critical chunks, those with a capital first letter, must match their checksum. */
  private static void checkSum(byte[] data, Bytes bytes, int at, int length) {
    if (Character.isUpperCase(bytes.u8(at + 4))) {
      CRC32 sum = new CRC32();
      sum.update(data, at + 4, length + 4);
      if (sum.getValue() != bytes.u32(at + 8L + length)) {
        throw new ImageFormatException("It is damaged: a PNG chunk at byte " + at + " does not match its checksum.");
      }
    }
  }
}
