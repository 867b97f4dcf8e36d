package dev.fovea.image;

/** Numbers out of a byte array, in either byte order; a read past the end says that the file is cut short. */
final class Bytes {
  private final byte[] data;
  private final boolean bigEndian;

  Bytes(byte[] data, boolean bigEndian) {
    this.data = data;
    this.bigEndian = bigEndian;
  }

  int length() {
    return data.length;
  }

  int u8(long at) {
    if (at < 0 || at >= data.length) {
      throw cutShort(at, 1);
    }
    return data[(int) at] & 0xff;
  }

  int u16(long at) {
    need(at, 2);
    int a = data[(int) at] & 0xff;
    int b = data[(int) at + 1] & 0xff;
    return bigEndian ? a << 8 | b : b << 8 | a;
  }

  int u24(long at) {
    need(at, 3);
    return bigEndian ? u8(at) << 16 | u8(at + 1) << 8 | u8(at + 2) : u8(at + 2) << 16 | u8(at + 1) << 8 | u8(at);
  }

  long u32(long at) {
    need(at, 4);
    long a = u16(at);
    long b = u16(at + 2);
    return bigEndian ? a << 16 | b : b << 16 | a;
  }

  int i32(long at) {
    return (int) u32(at);
  }

  /** Whether the given Latin-1 text stands at the place. */
  boolean has(long at, String text) {
    if (at < 0 || at + text.length() > data.length) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if ((data[(int) at + i] & 0xff) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Refuses unless {@code count} bytes follow the place. */
  void need(long at, long count) {
    if (at < 0 || count < 0 || at + count > data.length) {
      throw cutShort(at, count);
    }
  }

  private ImageFormatException cutShort(long at, long count) {
    return new ImageFormatException("It is cut short or damaged: " + count + " bytes are wanted at " + at
        + " but the file has " + data.length + ".");
  }
}
