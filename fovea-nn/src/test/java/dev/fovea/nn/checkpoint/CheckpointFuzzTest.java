package dev.fovea.nn.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged files end in a {@link CheckpointException} or a sound tree, and in nothing else.
 *
 * <p>{@code -Dfovea.fuzz.rounds=10000 -Dfovea.fuzz.seed=2} searches further.
 */
class CheckpointFuzzTest {
  private static final int ROUNDS = Integer.getInteger("fovea.fuzz.rounds", 800);
  private static final int SEED = Integer.getInteger("fovea.fuzz.seed", 1);
  private static final byte[] INSTRUCTIONS =
      "(012NKMJGUTXCB)tl]}daesuqrhjcRbQi.\u0080\u0081\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u0093\u0094"
          .getBytes(StandardCharsets.ISO_8859_1);

  @TempDir
  Path folder;

  private int refused;
  private int read;

  @ParameterizedTest
  @ValueSource(strings = {"small.safetensors", "plain.pth", "views.pth", "views-legacy.pth", "types-legacy.pth"})
  void mutatedFiles(String name) throws IOException {
    byte[] good = Samples.bytes(name);
    byte[] other = Samples.bytes("plain-legacy.pth");
    Random random = new Random(SEED + name.hashCode());
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bad = mutate(good, other, random);
      attempt(Files.write(fresh(), bad), bad);
    }
    assertThat(refused).isGreaterThan(ROUNDS / 3);
    assertThat(read + refused).isEqualTo(ROUNDS);
  }

  /** With right sums, so that the damage reaches the pickle. */
  @ParameterizedTest
  @ValueSource(strings = {"nested.pth", "views.pth"})
  void mutatedPicklesInSoundArchives(String name) throws IOException {
    Map<String, byte[]> good = Samples.unzip(Samples.file(name));
    String pickle = good.keySet().stream().filter(each -> each.endsWith("data.pkl")).findFirst().orElseThrow();
    byte[] other = Samples.unzip(Samples.file("module.pth")).get("module/data.pkl");
    Random random = new Random(SEED + name.hashCode());
    for (int i = 0; i < ROUNDS; i++) {
      Map<String, byte[]> bad = new LinkedHashMap<>(good);
      bad.put(pickle, mutate(good.get(pickle), other, random));
      Path file = fresh();
      Samples.zip(file, bad, ZipEntry.STORED);
      attempt(file, bad.get(pickle));
    }
    assertThat(refused).isGreaterThan(ROUNDS / 3);
    assertThat(read).isPositive();
  }

  /** With a right header length, so that the damage reaches the JSON. */
  @Test
  void editedSafetensorsHeaders() throws IOException {
    byte[] good = Samples.bytes("small.safetensors");
    int length = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header = new String(good, 8, length, StandardCharsets.UTF_8);
    byte[] data = Arrays.copyOfRange(good, 8 + length, good.length);
    String[] pieces = {"-1", "0", "9223372036854775807", "1e9", "[", "]", "{", "}", ",", "\"", "null", "4", "F64",
        "\\u0000"};
    Random random = new Random(SEED);
    for (int i = 0; i < ROUNDS; i++) {
      StringBuilder edited = new StringBuilder(header);
      for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
        int at = random.nextInt(edited.length() - 4);
        edited.replace(at, at + random.nextInt(4), pieces[random.nextInt(pieces.length)]);
      }
      byte[] json = edited.toString().getBytes(StandardCharsets.UTF_8);
      byte[] bad = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN)
          .putLong(json.length).put(json).put(data).array();
      attempt(Files.write(fresh(), bad), bad);
    }
    assertThat(refused).isGreaterThan(ROUNDS / 2);
  }

  /** A new file each time: some file systems flush a file to the disk that is cut and written again. */
  private Path fresh() throws IOException {
    Path file = folder.resolve("x");
    Files.deleteIfExists(file);
    return file;
  }

  private void attempt(Path file, byte[] bytes) {
    try (Scope scope = Scope.open()) {
      StateDict dict = Checkpoints.load(file);
      long most = dict.tensors().values().stream().mapToLong(Tensor::numel).max().orElse(0);
      assertThat(most).isLessThanOrEqualTo(1 << 24);
      dict.tensors().values().stream().filter(each -> each.numel() < 10_000)
          .forEach(each -> each.read(ByteBuffer.allocate((int) each.numel() * each.dtype().bytes())));
      read++;
    } catch (CheckpointException e) {
      assertThat(e).hasMessageContaining(file.toString());
      assertThat(e.getMessage().length()).isLessThan(4000);
      refused++;
    } catch (Throwable e) {
      fail("not a CheckpointException for " + HexFormat.of().formatHex(bytes), e);
    }
  }

  private static byte[] mutate(byte[] good, byte[] other, Random random) {
    byte[] bytes = good.clone();
    for (int edits = 1 + random.nextInt(4); edits > 0 && bytes.length > 0; edits--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(10)) {
        case 0 -> bytes = Arrays.copyOf(bytes, at);
        case 1 -> bytes = splice(bytes, at, at, other, random);
        case 2 -> bytes = splice(bytes, at, Math.min(bytes.length, at + random.nextInt(20)), other, random);
        case 3 -> bytes = splice(bytes, at, at, good, random);
        case 4 -> bytes[at] = (byte) random.nextInt(256);
        case 5 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
        case 6, 7 -> bytes[at] = INSTRUCTIONS[random.nextInt(INSTRUCTIONS.length)];
        default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] other, Random random) {
    int start = random.nextInt(other.length);
    int length = Math.min(other.length - start, random.nextInt(40));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, from);
    out.write(other, start, length);
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }
}
