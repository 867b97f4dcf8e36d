package dev.fovea.nn.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PyTorchFileTest {
  @TempDir
  Path folder;

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.pth", "plain-legacy.pth"})
  void readsNamesAndValuesInOrder(String name) {
    Map<?, ?> tree = read(name);
    assertThat(new ArrayList<Object>(tree.keySet()))
        .containsExactly("conv.weight", "conv.bias", "bn.num_batches_tracked");
    Tensor weight = (Tensor) tree.get("conv.weight");
    assertThat(weight.shape()).containsExactly(2, 3, 2, 2);
    float[] values = weight.toFloats();
    for (int i = 0; i < 24; i++) {
      assertThat(values[i]).isEqualTo(i / 8f - 1);
    }
    assertThat(((Tensor) tree.get("conv.bias")).toFloats()).containsExactly(0.5f, -0.25f);
    assertThat(((Tensor) tree.get("bn.num_batches_tracked")).itemLong()).isEqualTo(7);
    assertThat(scope.size()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"views.pth", "views-legacy.pth"})
  void viewsKeepStepsOffsetsAndSharing(String name) {
    Map<?, ?> tree = read(name);
    Tensor base = (Tensor) tree.get("base");
    assertThat(((Tensor) tree.get("same")).sharesMemoryWith(base)).isTrue();
    Tensor transposed = (Tensor) tree.get("transposed");
    assertThat(transposed.shape()).containsExactly(4, 3);
    assertThat(transposed.toFloats()).containsExactly(0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11);
    assertThat(((Tensor) tree.get("slice")).toFloats()).containsExactly(2, 5, 8);
    assertThat(((Tensor) tree.get("last")).item()).isEqualTo(11);
    assertThat(((Tensor) tree.get("expanded")).toFloats()).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2);
    assertThat(((Tensor) tree.get("empty")).shape()).containsExactly(0, 5);
    assertThat(((Tensor) tree.get("parameter")).toFloats()).containsExactly(4, 5, 6, 7);
    assertThat(((Tensor) tree.get("parameter")).requiresGrad()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"types.pth", "types-legacy.pth"})
  void readsEveryType(String name) {
    Map<?, ?> tree = read(name);
    List<DType> types = tree.values().stream().map(each -> ((Tensor) each).dtype()).toList();
    assertThat(types).containsExactly(DType.FLOAT64, DType.FLOAT32, DType.FLOAT16, DType.BFLOAT16, DType.INT64,
        DType.INT32, DType.INT16, DType.INT8, DType.UINT8, DType.BOOL, DType.COMPLEX64);
    tree.forEach((key, value) -> {
      double last = key.equals("bool") ? 1 : 100;
      if (!key.equals("c64")) {
        assertThat(((Tensor) value).toDoubles()).as("%s", key).containsExactly(0, 1, last == 1 ? 1 : 2, last);
      }
    });
  }

  @Test
  void plainValuesOfACheckpointAreKept() {
    Map<?, ?> tree = read("nested.pth");
    assertThat(tree.get("epoch")).isEqualTo(12L);
    assertThat(tree.get("best")).isEqualTo(0.75);
    assertThat(tree.get("lr")).isEqualTo(0.1);
    assertThat(tree.get("args")).isEqualTo(Map.of("arch", "lenet5", "depth", 3L));
    assertThat(tree.get("milestones")).isEqualTo(Map.of(3L, 1L, 5L, 1L));
    assertThat(tree.get("seen")).isEqualTo(List.of(1L, 2L));
    assertThat(tree.get("device")).isEqualTo("cpu");
    assertThat(tree.get("dtype")).isEqualTo(DType.FLOAT16);
    assertThat(tree.get("size")).isEqualTo(List.of(2L, 3L));
    assertThat(tree.get("big")).isEqualTo(BigInteger.TWO.pow(70));
    assertThat(tree.get("none")).isNull();
    assertThat(tree.get("flag")).isEqualTo(true);
    Map<?, ?> group = (Map<?, ?>) ((List<?>) ((Map<?, ?>) tree.get("optimizer")).get("param_groups")).get(0);
    assertThat(group.get("betas")).isEqualTo(List.of(0.9, 0.999));
  }

  @Test
  void modulesWithMetadataRead() {
    assertThat(new ArrayList<Object>(read("module.pth").keySet()))
        .containsExactly("0.weight", "0.bias", "0.running_mean", "0.running_var", "0.num_batches_tracked");
  }

  @Test
  void refusesToRunCodeAndNamesIt() {
    assertThatThrownBy(() -> read("evil-system.pth")).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("'posix.system'").hasMessageContaining("run any code")
        .hasMessageContaining("evil-system.pth");
    assertThatThrownBy(() -> read("evil-eval-legacy.pth")).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("eval'");
    assertThatThrownBy(() -> PyTorchFile.read(Samples.file("script.pt"))).hasMessageContaining("TorchScript");
  }

  @ParameterizedTest
  @ValueSource(strings = {"c__builtin__\neval\n.", "(iposix\nsystem\n.", "\u008c\u0005posix\u008c\u0006system\u0093.",
      "(cposix\nsystem\no.", "ctorch.nn.modules.linear\nLinear\n.", "ctorch\nload\n.",
      "ctorch.storage\n_load_from_bytes\n.",
      "ctorch.serialization\nload\n.", "Pxyz\n.", "\u0082\u0001."})
  void refusesWhateverStateDictsDoNotNeed(String pickle) {
    assertThatThrownBy(() -> readPickle(pickle)).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"]q\u0000h\u0000a.", "}q\u0000U\u0001ah\u0000s.", "R.", "tt.", "h\u0005.", "(", "u.",
      "]]a]a0.", "",
      "\u008b\u00ff\u00ff\u00ff\u007f.", "X\u00ff\u00ff\u00ff\u00ff.", "ctorch\nFloatStorage\n.", "N(Nb.",
      "]K\u0001sN.",
      "}]K\u0001s.", "ccollections\nOrderedDict\nK\u0001\u0085R."})
  void refusesBrokenPicklesAndLoops(String pickle) {
    assertThatThrownBy(() -> readPickle(pickle)).isInstanceOf(CheckpointException.class);
  }

  @Test
  void refusesTreesThatExplode() {
    StringBuilder pickle = new StringBuilder("]");
    for (int i = 0; i < 60; i++) {
      pickle.append("q\u0000]h\u0000ah\u0000a");
    }
    assertThatThrownBy(() -> readPickle(pickle + ".")).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("values");
  }

  @Test
  void refusesViewsOutsideTheirStorage() throws IOException {
    // The shape (2, 3, 2, 2) with a longer first side leaves the storage.
    Map<String, byte[]> entries = Samples.unzip(Samples.file("plain.pth"));
    String name = entries.keySet().stream().filter(each -> each.endsWith("data.pkl")).findFirst().orElseThrow();
    String pickle = new String(entries.get(name), StandardCharsets.ISO_8859_1);
    String longer = pickle.replace("(K\u0002K\u0003K\u0002K\u0002t", "(K\u0003K\u0003K\u0002K\u0002t");
    assertThat(longer).isNotEqualTo(pickle);
    entries.put(name, longer.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> PyTorchFile.read(zip(entries, ZipEntry.STORED))).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("does not lie within the 24 elements");
  }

  @Test
  void refusesDamagedCompressedForeignAndIncompleteArchives() throws IOException {
    Map<String, byte[]> entries = Samples.unzip(Samples.file("plain.pth"));
    assertThatThrownBy(() -> PyTorchFile.read(zip(entries, ZipEntry.DEFLATED))).hasMessageContaining("compressed");
    byte[] damaged = Samples.bytes("plain.pth");
    int at = new String(damaged, StandardCharsets.ISO_8859_1).indexOf("\u0000\u0000\u0080\u00bf");
    damaged[at + 3] ^= 1;
    assertThatThrownBy(() -> PyTorchFile.read(Files.write(folder.resolve("x.pth"), damaged)))
        .isInstanceOf(CheckpointException.class).hasMessageContaining("checksum");

    String data = entries.keySet().stream().filter(each -> each.endsWith("data/0")).findFirst().orElseThrow();
    Map<String, byte[]> shorter = new LinkedHashMap<>(entries);
    shorter.put(data, new byte[40]);
    assertThatThrownBy(() -> PyTorchFile.read(zip(shorter, ZipEntry.STORED))).hasMessageContaining("has 40 bytes");
    shorter.remove(data);
    assertThatThrownBy(() -> PyTorchFile.read(zip(shorter, ZipEntry.STORED))).hasMessageContaining("has no");
    Map<String, byte[]> big = new LinkedHashMap<>(entries);
    big.put(data.replace("data/0", "byteorder"), "big".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> PyTorchFile.read(zip(big, ZipEntry.STORED))).hasMessageContaining("big-endian");
    assertThatThrownBy(() -> PyTorchFile.read(zip(Map.of("a/b", new byte[1]), ZipEntry.STORED)))
        .isInstanceOf(CheckpointException.class).hasMessageContaining("data.pkl");
  }

  @Test
  void refusesStoragesLargerThanTheFileBeforeAllocating() throws IOException {
    byte[] id = "U\u0007storagectorch\nDoubleStorage\n"
        .concat("U\u00010U\u0003cpu\u008a\u0006\u0000\u0000\u0000\u0000\u0000\u0001t")
        .getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    pickle.write('(');
    pickle.write(id);
    pickle.write("Q.".getBytes(StandardCharsets.ISO_8859_1));
    Path zip = zip(Map.of("a/data.pkl", pickle.toByteArray(), "a/data/0", new byte[8]), ZipEntry.STORED);
    assertThatThrownBy(() -> PyTorchFile.read(zip)).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("1099511627776 elements");
  }

  @Test
  void refusesLongValuesBeforeAllocating() {
    PickleInput in = new PickleInput(InputStream.nullInputStream(), 1L << 40);
    assertThatThrownBy(() -> in.bytes(1L << 33)).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("claims 8589934592 bytes");
    assertThatThrownBy(() -> in.bytes(1 << 27)).isInstanceOf(CheckpointException.class);
  }

  private Object readPickle(String pickle) throws IOException {
    return PyTorchFile.read(zip(Map.of("a/data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1)), ZipEntry.STORED));
  }

  private Path zip(Map<String, byte[]> entries, int method) throws IOException {
    Path file = folder.resolve("x.pth");
    Samples.zip(file, entries, method);
    return file;
  }

  private static Map<?, ?> read(String name) {
    return (Map<?, ?>) PyTorchFile.read(Samples.file(name));
  }
}
