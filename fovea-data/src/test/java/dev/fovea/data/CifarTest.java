package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarTest {
  private static final List<String> CLASSES = List.of("a", "b", "c");

  @TempDir Path folder;

  /** Records whose samples are 1, 2 and 3 in the three planes. */
  static byte[] records(int labelBytes, int... labels) {
    byte[] bytes = new byte[labels.length * (labelBytes + 3072)];
    for (int r = 0; r < labels.length; r++) {
      int at = r * (labelBytes + 3072);
      bytes[at + labelBytes - 1] = (byte) labels[r];
      for (int c = 0; c < 3; c++) {
        Arrays.fill(bytes, at + labelBytes + c * 1024, at + labelBytes + (c + 1) * 1024, (byte) (c + 1));
      }
    }
    return bytes;
  }

  /** A ustar archive of files in a folder, gzipped. */
  static byte[] archive(String path, Object... namesAndContents) throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.write(header(path + "/", 0, '5'));
    for (int i = 0; i < namesAndContents.length; i += 2) {
      byte[] content = (byte[]) namesAndContents[i + 1];
      tar.write(header(path + "/" + namesAndContents[i], content.length, '0'));
      tar.write(Arrays.copyOf(content, (content.length + 511) / 512 * 512));
    }
    tar.write(new byte[1024]);
    return IdxTest.gzip(tar.toByteArray());
  }

  static byte[] header(String name, int size, char type) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 124, String.format("%011o", size));
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 257, "ustar");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o", sum) + "\0 ");
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  @Test
  void readsFoldersAndArchivesAlike() throws IOException {
    byte[] one = records(1, 0, 2);
    byte[] two = records(1, 1);
    Files.write(folder.resolve("one.bin"), one);
    Files.write(folder.resolve("two.bin"), two);
    Path archive = Files.write(folder.resolve("both.tar.gz"),
        archive("cifar", "readme", new byte[700], "two.bin", two, "one.bin", one));
    for (Path place : List.of(folder, archive)) {
      MemoryImages set = Cifar.read("cifar", CLASSES, place, List.of("one.bin", "two.bin"), 1);
      assertThat(set.labels()).containsExactly(0, 2, 1);
      LabeledImage last = set.get(2);
      assertThat(last.image().channels()).isEqualTo(3);
      assertThat(List.of(last.image().get(31, 0, 0), last.image().get(5, 9, 1), last.image().get(0, 31, 2)))
          .containsExactly(1, 2, 3);
    }
  }

  @Test
  void takesTheFineLabelOfTwo() throws IOException {
    byte[] bytes = records(2, 1, 2);
    bytes[0] = 99;
    Files.write(folder.resolve("train.bin"), bytes);
    assertThat(Cifar.read("cifar", CLASSES, folder, List.of("train.bin"), 2).labels()).containsExactly(1, 2);
  }

  @Test
  void refusesWhatIsNotWhole() throws IOException {
    Files.write(folder.resolve("one.bin"), Arrays.copyOf(records(1, 0, 2), 5000));
    assertThatThrownBy(() -> Cifar.read("cifar", CLASSES, folder, List.of("one.bin"), 1))
        .isInstanceOf(DataException.class).hasMessageContaining("one.bin").hasMessageContaining("5000 bytes");
    Files.write(folder.resolve("one.bin"), records(1, 0, 3));
    assertThatThrownBy(() -> Cifar.read("cifar", CLASSES, folder, List.of("one.bin"), 1))
        .hasMessageContaining("one.bin: record 1 has the label 3");
    assertThatThrownBy(() -> Cifar.read("cifar", CLASSES, folder, List.of("two.bin"), 1))
        .isInstanceOf(DataException.class).hasMessageContaining("two.bin");
    Path archive = Files.write(folder.resolve("a.tar.gz"), archive("cifar", "one.bin", records(1, 0)));
    assertThatThrownBy(() -> Cifar.read("cifar", CLASSES, archive, List.of("two.bin"), 1))
        .hasMessageContaining("holds no two.bin");
    byte[] whole = Files.readAllBytes(archive);
    Path cut = Files.write(folder.resolve("cut.tar.gz"), Arrays.copyOf(whole, whole.length - 20));
    assertThatThrownBy(() -> Cifar.read("cifar", CLASSES, cut, List.of("one.bin"), 1))
        .isInstanceOf(DataException.class).hasMessageContaining("cut.tar.gz");
  }

  @Test
  void damagedArchivesGiveAnErrorOrASetButNothingElse() throws IOException {
    SplitMix64 random = new SplitMix64(4);
    byte[] noise = records(1, 0, 1);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = i % 3073 == 0 ? noise[i] : (byte) random.nextLong();
    }
    byte[] good = archive("cifar", "readme", new byte[700], "one.bin", noise);
    byte[] plain = new GZIPInputStream(new ByteArrayInputStream(good)).readAllBytes();
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = i % 2 == 0 ? Damage.of(good, random) : IdxTest.gzip(Damage.of(plain, random));
      Path file = Files.write(folder.resolve("damaged.tar.gz"), bytes);
      try {
        assertThat(Cifar.read("cifar", CLASSES, file, List.of("one.bin"), 1).size()).isEqualTo(2);
      } catch (DataException e) {
        refused++;
        assertThat(e).hasMessageContaining("damaged.tar.gz");
      }
    }
    assertThat(refused).isGreaterThan(700);
  }
}
