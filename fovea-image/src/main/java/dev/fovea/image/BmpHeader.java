package dev.fovea.image;

/** Reads the header of a BMP file: size, and whether the pixels of an uncompressed one are all there. */
final class BmpHeader {
  private static final int OS2_HEADER = 12;
  private static final int RLE8 = 1;
  private static final int RLE4 = 2;
  /** A run of two bytes stands for at most 255 pixels; skips may leave more of the picture empty. */
  private static final int MAX_PIXELS_PER_BYTE = 65_536;

  private BmpHeader() {}

  static ImageHeader read(Bytes bytes) {
    long headerSize = bytes.u32(14);
    boolean os2 = headerSize == OS2_HEADER;
    long width = os2 ? bytes.u16(18) : bytes.i32(18);
    long height = os2 ? bytes.u16(20) : Math.abs((long) bytes.i32(22));
    int bits = bytes.u16(os2 ? 24 : 28);
    long compression = os2 ? 0 : bytes.u32(30);
    ImageHeader header = ImageHeader.of(ImageHeader.Format.BMP, width, height);
    if (compression == RLE8 || compression == RLE4) {
      return ImageHeader.plausible(header, bytes.length(), MAX_PIXELS_PER_BYTE);
    }
    bytes.need(bytes.u32(10), (width * bits + 31) / 32 * 4 * height);
    return header;
  }
}
