package dev.fovea.image;

/** Reads the chunks of a WebP file (RFC 9649): size, and whether the file is whole. */
final class WebpHeader {
  /** Frames of an animation may be much smaller than their canvas, but a tiny file with a huge canvas is damaged. */
  private static final int MAX_CANVAS_PIXELS_PER_BYTE = 4096;

  private WebpHeader() {}

  static ImageHeader read(Bytes bytes) {
    long end = bytes.u32(4) + 8;
    bytes.need(0, end);
    long at = 12;
    ImageHeader canvas = null;
    while (at + 8 <= end) {
      long length = bytes.u32(at + 4);
      bytes.need(at + 8, length);
      if (bytes.has(at, "VP8X")) {
        canvas = size(bytes.u24(at + 12) + 1, bytes.u24(at + 15) + 1);
      } else if (bytes.has(at, "VP8 ")) {
        ImageHeader frame = size(bytes.u16(at + 14) & 0x3fff, bytes.u16(at + 16) & 0x3fff);
        return canvas == null ? frame : canvas;
      } else if (bytes.has(at, "VP8L")) {
        long bits = bytes.u32(at + 9);
        ImageHeader frame = size((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
        return canvas == null ? frame : canvas;
      } else if (bytes.has(at, "ANMF") && canvas != null) {
        size(bytes.u24(at + 14) + 1, bytes.u24(at + 17) + 1);
        return ImageHeader.plausible(canvas, bytes.length(), MAX_CANVAS_PIXELS_PER_BYTE);
      }
      at += 8 + length + (length & 1);
    }
    throw new ImageFormatException("Its WebP data hold no picture.");
  }

  private static ImageHeader size(long width, long height) {
    return ImageHeader.of(ImageHeader.Format.WEBP, width, height);
  }
}
