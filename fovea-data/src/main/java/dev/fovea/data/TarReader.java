package dev.fovea.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a tar archive, gzipped or plain, from front to back: POSIX ustar headers of 512 bytes, each before its content. */
final class TarReader implements Closeable {
  private static final int BLOCK = 512;
  private static final int CHECKSUM = 148;

  private final InputStream in;
  private long size;
  private long left;

  private TarReader(InputStream in) {
    this.in = in;
  }

  static TarReader open(Path archive) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
    try {
      raw.mark(2);
      boolean gzipped = raw.read() == 0x1f && raw.read() == 0x8b;
      raw.reset();
      return new TarReader(gzipped ? new BufferedInputStream(new GZIPInputStream(raw, 1 << 16), 1 << 16) : raw);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /** Goes to the next plain file and gives its path; null after the last. */
  @Nullable String next() throws IOException {
    while (true) {
      in.skipNBytes(left);
      in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
      size = 0;
      left = 0;
      byte[] header = in.readNBytes(BLOCK);
      if (header.length == 0 || (header.length == BLOCK && header[0] == 0)) {
        return null;
      }
      if (header.length < BLOCK) {
        throw new EOFException("the archive is cut short");
      }
      if (number(header, CHECKSUM, 8) != sum(header)) {
        throw new IOException("the archive has a damaged header");
      }
      size = number(header, 124, 12);
      left = size;
      if (header[156] == '0' || header[156] == 0) {
        String prefix = text(header, 345, 155);
        String name = text(header, 0, 100);
        return header[257] == 'u' && !prefix.isEmpty() ? prefix + "/" + name : name;
      }
    }
  }

  /** The length of the current file in bytes, as its header claims. */
  long size() {
    return size;
  }

  /** The content of the current file; ends with an error where the archive does. */
  InputStream content() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        if (left == 0) {
          return -1;
        }
        int count = in.read(target, offset, (int) Math.min(length, left));
        if (count < 0) {
          throw new EOFException("the archive is cut short");
        }
        left -= count;
        return count;
      }
    };
  }

  private static long number(byte[] header, int from, int length) throws IOException {
    String digits = text(header, from, length).trim();
    try {
      long value = digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
      if (value < 0) {
        throw new IOException("the archive has a damaged header");
      }
      return value;
    } catch (NumberFormatException e) {
      throw new IOException("the archive has a damaged header", e);
    }
  }

  private static long sum(byte[] header) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : header[i] & 0xff;
    }
    return sum;
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
