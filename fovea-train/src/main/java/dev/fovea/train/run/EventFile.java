package dev.fovea.train.run;

import dev.fovea.image.Image;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A TensorBoard event file: scalars and pictures by tag and step.
 *
 * <p>Each record is framed as in TFRecord files (length, masked CRC-32C of the length, data, masked CRC-32C of the
 * data) around a protocol-buffer {@code Event}.
 */
public final class EventFile implements AutoCloseable {
  private static final int MASK = 0xa282ead8;
  private static final int SUMMARY = 5;

  private final AppendFile out;

  /** Opens the file, and starts it with its version where it is new. */
  public EventFile(Path file) {
    this.out = new AppendFile(file);
    if (out.lengthOnDisk() == 0) {
      append(event(0).text(3, "brain.Event:2"));
    }
  }

  /** Adds a number. */
  public void scalar(String tag, long step, double value) {
    append(event(step).message(SUMMARY, new Proto().message(1, new Proto().text(1, tag).float32(2, (float) value))));
  }

  /** Adds a picture. */
  public void image(String tag, long step, Image image) {
    Proto picture = new Proto().varint(1, image.height()).varint(2, image.width()).varint(3, image.channels())
        .bytes(4, image.toPng());
    append(event(step).message(SUMMARY, new Proto().message(1, new Proto().text(1, tag).message(4, picture))));
  }

  /** The length in bytes, after all of it has reached the disk. */
  public long lengthOnDisk() {
    return out.lengthOnDisk();
  }

  /** Forgets what lies behind {@code length}. */
  public void cut(long length) {
    out.cut(length);
  }

  @Override
  public void close() {
    out.close();
  }

  private static Proto event(long step) {
    return new Proto().float64(1, System.currentTimeMillis() / 1000.0).varint(2, step);
  }

  private void append(Proto event) {
    byte[] data = event.toBytes();
    ByteBuffer record = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(maskedCrc(record.array(), 0, 8));
    record.put(data);
    record.putInt(maskedCrc(data, 0, data.length));
    out.append(record.array());
  }

  /** The checksum of TFRecord files: CRC-32C, turned right by 15 bits, plus a constant. */
  static int maskedCrc(byte[] data, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(data, offset, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  /** Fields of a protocol-buffer message, in the order of writing. */
  private static final class Proto {
    private final java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();

    Proto varint(int field, long value) {
      raw((long) field << 3);
      return raw(value);
    }

    Proto float64(int field, double value) {
      raw((long) field << 3 | 1);
      return fixed(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value));
    }

    Proto float32(int field, float value) {
      raw((long) field << 3 | 5);
      return fixed(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value));
    }

    Proto text(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Proto message(int field, Proto value) {
      return bytes(field, value.toBytes());
    }

    Proto bytes(int field, byte[] value) {
      raw((long) field << 3 | 2);
      raw(value.length);
      out.writeBytes(value);
      return this;
    }

    byte[] toBytes() {
      return out.toByteArray();
    }

    private Proto fixed(ByteBuffer buffer) {
      out.writeBytes(buffer.array());
      return this;
    }

    private Proto raw(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        out.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
      return this;
    }
  }
}
