package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  @TempDir Path folder;

  static byte[] idx(byte[] data, int... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * shape.length + data.length);
    bytes.putInt(0x800 | shape.length);
    Arrays.stream(shape).forEach(bytes::putInt);
    return bytes.put(data).array();
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("some-idx3-ubyte"), bytes);
  }

  @Test
  void readsPlainAndPackedFiles() throws IOException {
    byte[] data = {1, 2, 3, 4, 5, (byte) 255};
    Idx expected = new Idx(new int[] {1, 2, 3}, data);
    assertThat(Idx.read(file(idx(data, 1, 2, 3)))).isEqualTo(expected);
    assertThat(Idx.read(file(gzip(idx(data, 1, 2, 3))))).isEqualTo(expected);
  }

  @Test
  void refusesWhatIsNotAWholeFile() throws IOException {
    byte[] good = idx(new byte[6], 1, 2, 3);
    assertThatThrownBy(() -> Idx.read(file(new byte[0]))).isInstanceOf(DataException.class)
        .hasMessageContaining("some-idx3-ubyte").hasMessageContaining("cut short");
    assertThatThrownBy(() -> Idx.read(file(Arrays.copyOf(good, 21)))).hasMessageContaining("another length");
    assertThatThrownBy(() -> Idx.read(file(Arrays.copyOf(good, 23)))).hasMessageContaining("another length");
    assertThatThrownBy(() -> Idx.read(file(gzip(Arrays.copyOf(good, 23))))).hasMessageContaining("follow after");
    assertThatThrownBy(() -> Idx.read(file(gzip(Arrays.copyOf(good, 21))))).hasMessageContaining("cut short");
    byte[] packed = gzip(good);
    assertThatThrownBy(() -> Idx.read(file(Arrays.copyOf(packed, packed.length - 9))))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(() -> Idx.read(file("no idx file".getBytes()))).hasMessageContaining("00 00 08");
    assertThatThrownBy(() -> Idx.read(folder.resolve("missing"))).isInstanceOf(DataException.class)
        .hasMessageContaining("missing");
  }

  @Test
  void refusesClaimsThatTheFileCannotHold() throws IOException {
    byte[] giant = idx(new byte[0], 0x7fffffff, 0x7fffffff, 0x7fffffff);
    assertThatThrownBy(() -> Idx.read(file(giant))).hasMessageContaining("claims more than");
    byte[] gigabyte = idx(new byte[0], 1 << 29);
    assertThatThrownBy(() -> Idx.read(file(gigabyte))).hasMessageContaining("536870920 bytes");
    assertThatThrownBy(() -> Idx.read(file(gzip(gigabyte)))).hasMessageContaining("cannot hold");
    assertThatThrownBy(() -> Idx.read(file(idx(new byte[0], -1)))).isInstanceOf(DataException.class);
  }

  @Test
  void doesNotUnpackBeyondTheHeader() throws IOException {
    byte[] bomb = gzip(idx(new byte[20_000_000], 10));
    assertThatThrownBy(() -> Idx.read(file(bomb))).hasMessageContaining("follow after");
  }

  @Test
  void picturesAndLabelsMustFit() throws IOException {
    Path pictures = Files.write(folder.resolve("pictures"), idx(new byte[12], 3, 2, 2));
    Path labels = Files.write(folder.resolve("labels"), idx(new byte[] {0, 1, 1}, 3));
    MemoryImages set = Idx.images("tiny", List.of("a", "b"), pictures, labels);
    assertThat(set.labels()).containsExactly(0, 1, 1);
    assertThat(set.get(2).image().width()).isEqualTo(2);
    assertThatThrownBy(() -> Idx.images("tiny", List.of("a"), pictures, labels)).hasMessageContaining("label 1")
        .hasMessageContaining("labels");
    Path two = Files.write(folder.resolve("two"), idx(new byte[2], 2));
    assertThatThrownBy(() -> Idx.images("tiny", List.of("a"), pictures, two)).hasMessageContaining("[3, 2, 2] and [2]");
    assertThatThrownBy(() -> Idx.images("tiny", List.of("a"), labels, pictures)).isInstanceOf(DataException.class);
  }

  @Test
  void damagedFilesGiveAnErrorOrAnArrayButNothingElse() throws IOException {
    SplitMix64 random = new SplitMix64(99);
    byte[] data = new byte[300];
    random.nextBytes(data);
    byte[][] good = {idx(data, 3, 10, 10), gzip(idx(data, 3, 10, 10))};
    int refused = 0;
    for (int i = 0; i < 4000; i++) {
      byte[] bytes = Damage.of(good[i % 2], random);
      try {
        Idx idx = Idx.read(file(bytes));
        assertThat(Arrays.stream(idx.shape()).asLongStream().reduce(1, (a, b) -> a * b)).isEqualTo(idx.data().length);
      } catch (DataException e) {
        refused++;
        assertThat(e).hasMessageContaining("some-idx3-ubyte");
      }
    }
    assertThat(refused).isGreaterThan(2000);
  }
}
