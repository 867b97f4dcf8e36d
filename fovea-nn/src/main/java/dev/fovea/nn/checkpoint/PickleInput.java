package dev.fovea.nn.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Little-endian bytes of a known total length; what claims to be longer than the rest is refused before it is read. */
final class PickleInput {
  private static final int LONGEST_LINE = 1024;
  private static final int LONGEST_VALUE = 1 << 26;

  private final InputStream in;
  private long remaining;

  PickleInput(InputStream in, long length) {
    this.in = in;
    this.remaining = length;
  }

  long remaining() {
    return remaining;
  }

  int unsignedByte() throws IOException {
    int value = remaining > 0 ? in.read() : -1;
    if (value < 0) {
      throw new EOFException("the file ends in the middle; it is incomplete, fetch it again");
    }
    remaining--;
    return value;
  }

  byte[] bytes(long length) throws IOException {
    if (length < 0 || length > remaining || length > LONGEST_VALUE) {
      throw new CheckpointException("a value claims " + Long.toUnsignedString(length) + " bytes, but " + remaining
          + " are left and " + LONGEST_VALUE + " allowed; the file is damaged or incomplete, fetch it again");
    }
    byte[] bytes = new byte[(int) length];
    readFully(bytes, bytes.length);
    return bytes;
  }

  /** Fills the first {@code length} bytes of an array. */
  void readFully(byte[] target, int length) throws IOException {
    if (length > remaining || in.readNBytes(target, 0, length) < length) {
      throw new EOFException("the file ends in the middle; it is incomplete, fetch it again");
    }
    remaining -= length;
  }

  ByteBuffer buffer(int length) throws IOException {
    return ByteBuffer.wrap(bytes(length)).order(ByteOrder.LITTLE_ENDIAN);
  }

  String text(long length) throws IOException {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = unsignedByte(); next != '\n'; next = unsignedByte()) {
      if (line.length() == LONGEST_LINE) {
        throw new CheckpointException("a name is longer than " + LONGEST_LINE + " bytes; the file is damaged");
      }
      line.append((char) next);
    }
    return line.toString();
  }
}
