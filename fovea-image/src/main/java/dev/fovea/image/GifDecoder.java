package dev.fovea.image;

import java.util.Arrays;

/** Decodes the first frame of a GIF file (GIF89a, 1990) to RGB, transparency dropped as Pillow drops it. */
final class GifDecoder {
  private static final int MAX_CODES = 4096;

  private final Bytes bytes;
  private int at;
  private int[] palette = new int[256];
  private int transparent;

  private GifDecoder(Bytes bytes) {
    this.bytes = bytes;
  }

  static Image decode(byte[] data) {
    return new GifDecoder(new Bytes(data, false)).frame();
  }

  private Image frame() {
    int flags = bytes.u8(10);
    at = 13;
    readPalette(flags);
    while (bytes.u8(at) != ',') {
      skipExtension();
    }
    int left = bytes.u16(at + 1);
    int top = bytes.u16(at + 3);
    int width = bytes.u16(at + 5);
    int height = bytes.u16(at + 7);
    flags = bytes.u8(at + 9);
    ImageHeader.of(ImageHeader.Format.GIF, width, height);
    ImageHeader screen = ImageHeader.plausible(ImageHeader.of(ImageHeader.Format.GIF,
        Math.max(bytes.u16(6), left + width), Math.max(bytes.u16(8), top + height)), bytes.length(), MAX_CODES);
    at += 10;
    readPalette(flags);
    byte[] indices = unpack(width * height);
    byte[] rgb = new byte[Image.byteCount(screen.width(), screen.height(), 3)];
    for (int i = 0; i < rgb.length; i += 3) {
      put(rgb, i, transparent);
    }
    int[] rows = rowOrder(height, (flags & 0x40) != 0);
    for (int y = 0; y < height; y++) {
      int to = ((top + rows[y]) * screen.width() + left) * 3;
      for (int x = 0; x < width; x++, to += 3) {
        put(rgb, to, indices[y * width + x] & 0xff);
      }
    }
    return new Image(screen.width(), screen.height(), 3, rgb);
  }

  private void put(byte[] rgb, int to, int index) {
    int color = palette[index];
    rgb[to] = (byte) (color >> 16);
    rgb[to + 1] = (byte) (color >> 8);
    rgb[to + 2] = (byte) color;
  }

  private void readPalette(int flags) {
    if ((flags & 0x80) != 0) {
      int size = 2 << (flags & 7);
      palette = new int[256];
      for (int i = 0; i < size; i++, at += 3) {
        palette[i] = bytes.u8(at) << 16 | bytes.u8(at + 1) << 8 | bytes.u8(at + 2);
      }
    }
  }

  private void skipExtension() {
    if (bytes.u8(at) != '!') {
      throw new ImageFormatException("Its GIF data hold no picture before byte " + at + ".");
    }
    if (bytes.u8(at + 1) == 0xf9 && (bytes.u8(at + 3) & 1) != 0) {
      transparent = bytes.u8(at + 6);
    }
    at += 2;
    while (bytes.u8(at) != 0) {
      at += bytes.u8(at) + 1;
    }
    at++;
  }

  private static int[] rowOrder(int height, boolean interlaced) {
    int[] rows = new int[height];
    int n = 0;
    int[][] passes = interlaced ? new int[][] {{0, 8}, {4, 8}, {2, 4}, {1, 2}} : new int[][] {{0, 1}};
    for (int[] pass : passes) {
      for (int y = pass[0]; y < height; y += pass[1]) {
        rows[n++] = y;
      }
    }
    return rows;
  }

  /** The pixel data's blocks, LZW-unpacked; every pixel must be told. */
  private byte[] unpack(int count) {
    int minimum = bytes.u8(at++);
    if (minimum < 1 || minimum > 11) {
      throw new ImageFormatException("Its GIF data claim codes of " + minimum + " bits.");
    }
    byte[] packed = blocks();
    byte[] out = new byte[count];
    int done = new Lzw(packed, minimum).unpack(out);
    if (done < count) {
      throw new ImageFormatException("It is cut short or damaged: " + done + " of " + count
          + " pixels are in its GIF data.");
    }
    return out;
  }

  private byte[] blocks() {
    byte[] packed = new byte[bytes.length() - at];
    int size = 0;
    for (int length = bytes.u8(at); length != 0; length = bytes.u8(at)) {
      bytes.need(at + 1, length);
      for (int i = 1; i <= length; i++) {
        packed[size++] = (byte) bytes.u8(at + i);
      }
      at += length + 1;
    }
    return Arrays.copyOf(packed, size);
  }

  /** Variable-length LZW as GIF uses it, least significant bit first. */
  private static final class Lzw {
    private final byte[] packed;
    private final int clear;
    private final int minimum;
    private final int[] prefix = new int[MAX_CODES];
    private final byte[] suffix = new byte[MAX_CODES];
    private final int[] length = new int[MAX_CODES];
    private long bit;

    Lzw(byte[] packed, int minimum) {
      this.packed = packed;
      this.minimum = minimum;
      this.clear = 1 << minimum;
      for (int i = 0; i < clear; i++) {
        suffix[i] = (byte) i;
        length[i] = 1;
      }
    }

    /** Fills the array and returns how many places were filled before the codes ended or made no sense. */
    int unpack(byte[] out) {
      int width = minimum + 1;
      int next = clear + 2;
      int previous = -1;
      int at = 0;
      while (at < out.length) {
        int code = code(width);
        if (code == clear) {
          width = minimum + 1;
          next = clear + 2;
          previous = -1;
          continue;
        }
        if (code < 0 || code == clear + 1 || code > next || (code == next && previous < 0) || code >= MAX_CODES) {
          return at;
        }
        if (previous >= 0 && next < MAX_CODES) {
          prefix[next] = previous;
          length[next] = length[previous] + 1;
          suffix[next] = first(code == next ? previous : code);
          next++;
          if (next == 1 << width && width < 12) {
            width++;
          }
        } else if (code >= next) {
          return at;
        }
        at = write(code, out, at);
        previous = code;
      }
      return at;
    }

    private int write(int code, byte[] out, int at) {
      int end = at + length[code];
      int entry = code;
      for (int i = end - 1; i >= at; i--) {
        if (i < out.length) {
          out[i] = suffix[entry];
        }
        entry = prefix[entry];
      }
      return Math.min(end, out.length);
    }

    private byte first(int code) {
      int entry = code;
      while (entry >= clear) {
        entry = prefix[entry];
      }
      return suffix[entry];
    }

    private int code(int width) {
      if (bit + width > packed.length * 8L) {
        return -1;
      }
      int value = 0;
      for (int i = 0; i < width; i++, bit++) {
        value |= (packed[(int) (bit >> 3)] >> (bit & 7) & 1) << i;
      }
      return value;
    }
  }
}
