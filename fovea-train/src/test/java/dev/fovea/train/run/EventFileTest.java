package dev.fovea.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.image.Image;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads event files back, checksums and all, with a parser of its own. */
class EventFileTest {
  @TempDir Path temp;

  /** A protocol-buffer message as its fields: numbers as Long, the rest as bytes. */
  private static Map<Integer, Object> message(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Map<Integer, Object> fields = new LinkedHashMap<>();
    while (in.hasRemaining()) {
      long key = varint(in);
      Object value = switch ((int) (key & 7)) {
        case 0 -> varint(in);
        case 1 -> in.getDouble();
        case 2 -> {
          byte[] part = new byte[(int) varint(in)];
          in.get(part);
          yield part;
        }
        case 5 -> in.getFloat();
        default -> throw new AssertionError("wire type of " + key);
      };
      fields.put((int) (key >>> 3), value);
    }
    return fields;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0;; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  /** CRC-32C bit by bit, masked as TFRecord files have it. */
  private static int maskedCrc(byte[] data) {
    int crc = -1;
    for (byte each : data) {
      crc ^= each & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : 0x82F63B78);
      }
    }
    crc = ~crc;
    return (crc >>> 15 | crc << 17) + 0xa282ead8;
  }

  private static List<Map<Integer, Object>> events(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Map<Integer, Object>> events = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.get(length);
      assertThat(in.getInt()).isEqualTo(maskedCrc(length));
      byte[] data = new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.get(data);
      assertThat(in.getInt()).isEqualTo(maskedCrc(data));
      events.add(message(data));
    }
    return events;
  }

  private static Map<Integer, Object> value(Map<Integer, Object> event) {
    return message((byte[]) message((byte[]) event.get(5)).get(1));
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  @Test
  void scalarsAndPicturesComeBack() throws IOException {
    Path file = temp.resolve("events");
    Image picture = new Image(3, 2, 3);
    picture.set(1, 1, 0, 200);
    try (EventFile out = new EventFile(file)) {
      out.scalar("train/loss", 300, 0.125);
      out.image("samples", 5_000_000_000L, picture);
    }
    List<Map<Integer, Object>> events = events(file);
    assertThat(events).hasSize(3);
    assertThat(text(events.get(0).get(3))).isEqualTo("brain.Event:2");
    assertThat((double) events.get(1).get(1)).isGreaterThan(1.7e9);
    assertThat(events.get(1).get(2)).isEqualTo(300L);
    assertThat(text(value(events.get(1)).get(1))).isEqualTo("train/loss");
    assertThat(value(events.get(1)).get(2)).isEqualTo(0.125f);
    assertThat(events.get(2).get(2)).isEqualTo(5_000_000_000L);
    Map<Integer, Object> image = message((byte[]) value(events.get(2)).get(4));
    assertThat(image.get(1)).isEqualTo(2L);
    assertThat(image.get(2)).isEqualTo(3L);
    assertThat(image.get(3)).isEqualTo(3L);
    assertThat(Image.decode((byte[]) image.get(4))).isEqualTo(picture);
  }

  @Test
  void openingAgainGoesOnAndCuttingForgets() throws IOException {
    Path file = temp.resolve("events");
    long length;
    try (EventFile out = new EventFile(file)) {
      out.scalar("a", 1, 1);
      length = out.lengthOnDisk();
      out.scalar("a", 2, 2);
    }
    Files.write(file, new byte[] {1, 2, 3}, java.nio.file.StandardOpenOption.APPEND);
    try (EventFile out = new EventFile(file)) {
      out.cut(length);
      out.scalar("a", 3, 3);
    }
    assertThat(events(file).stream().map(event -> event.getOrDefault(2, 0L))).containsExactly(0L, 1L, 3L);
  }

  @Test
  void theChecksumIsThatOfTheStandard() {
    // RFC 3720, B.4: 32 bytes of zeros have the CRC-32C 8a9136aa.
    assertThat(EventFile.maskedCrc(new byte[32], 0, 32)).isEqualTo(Integer.rotateRight(0x8a9136aa, 15) + 0xa282ead8);
  }
}
