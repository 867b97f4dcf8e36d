package dev.fovea.image;

/** Walks the markers of a JPEG file (ITU-T T.81, 1992) to its end: size, and whether the file is whole. */
final class JpegHeader {
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  /** Each 8 x 8 block of the first component takes at least one bit. */
  private static final int MAX_PIXELS_PER_BYTE = 512;

  private JpegHeader() {}

  static ImageHeader read(Bytes bytes) {
    ImageHeader header = null;
    boolean scanned = false;
    int at = 2;
    while (true) {
      at = nextMarker(bytes, at, scanned);
      int marker = bytes.u8(at - 1);
      if (marker == EOI) {
        if (header == null || !scanned) {
          throw new ImageFormatException("Its JPEG data end before any picture.");
        }
        return ImageHeader.plausible(header, bytes.length(), MAX_PIXELS_PER_BYTE);
      }
      if (marker == 0x01 || marker == 0xd8 || (marker >= 0xd0 && marker <= 0xd7)) {
        continue;
      }
      int length = bytes.u16(at);
      bytes.need(at, Math.max(2, length));
      if (isFrame(marker)) {
        header = ImageHeader.of(ImageHeader.Format.JPEG, bytes.u16(at + 5), bytes.u16(at + 3));
      }
      if (marker == SOS) {
        if (header == null) {
          throw new ImageFormatException("Its JPEG data start before their size is told.");
        }
        scanned = true;
      }
      at += length;
    }
  }

  /** The place after the next marker's code; entropy-coded data in between are passed over. */
  private static int nextMarker(Bytes bytes, int from, boolean scanned) {
    int last = bytes.length() - 1;
    for (int at = from; at < last; at++) {
      if (bytes.u8(at) == 0xff) {
        int code = bytes.u8(at + 1);
        if (code != 0 && code != 0xff) {
          return at + 2;
        }
      }
    }
    throw new ImageFormatException("It is cut short: the JPEG data end after " + bytes.length()
        + " bytes without an end marker" + (scanned ? "." : ", before the picture itself."));
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }
}
