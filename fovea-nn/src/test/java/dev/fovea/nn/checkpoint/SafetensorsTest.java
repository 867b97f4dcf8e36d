package dev.fovea.nn.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
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

  @Test
  void readsAFileMadeElsewhereByName() {
    try (Safetensors file = Safetensors.open(Samples.file("small.safetensors"))) {
      assertThat(file.names()).containsExactly("b", "a", "flags", "scalar");
      assertThat(file.metadata()).containsExactly(Map.entry("format", "pt"));
      assertThat(file.dtype("a")).isEqualTo(DType.INT64);
      assertThat(file.shape("a")).containsExactly(2, 3);
      assertThat(file.read("a").toLongs()).containsExactly(0, 1, 2, 3, 4, 5);
      assertThat(file.read("b").toFloats()).containsExactly(1.5f, -2);
      assertThat(file.read("flags").toBooleans()).containsExactly(true, false, true);
      assertThat(file.read("scalar").item()).isEqualTo(0.125);
      assertThat(file.read("scalar").dim()).isZero();
      assertThatThrownBy(() -> file.read("c")).isInstanceOf(CheckpointException.class).hasMessageContaining("'c'");
    }
  }

  @Test
  void everyTypeComesBackAsItWas() {
    LinkedHashMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (DType type : DType.values()) {
      if (!type.isComplex()) {
        tensors.put("x." + type, Tensors.arange(0, 6, 1, DType.FLOAT32).to(type).view(2, 3));
      }
    }
    tensors.put("turned", Tensors.arange(6).view(2, 3).transpose(0, 1));
    tensors.put("empty", Tensors.zeros(0, 4));
    tensors.put("number", Tensors.scalar(3));
    tensors.put("parameter \u00e9\ud83d\ude00\"", Tensors.ones(3).requiresGrad_(true));
    Path file = folder.resolve("all.safetensors");
    Safetensors.write(file, tensors, Map.of("epoch", "3"));

    LinkedHashMap<String, Tensor> back = Safetensors.readAll(file);

    assertThat(back.keySet()).containsExactlyElementsOf(tensors.keySet());
    tensors.forEach((name, tensor) -> {
      assertThat(back.get(name).dtype()).as(name).isEqualTo(tensor.dtype());
      assertThat(back.get(name).shape()).as(name).isEqualTo(tensor.shape());
      assertThat(back.get(name).toDoubles()).as(name).isEqualTo(tensor.toDoubles());
    });
    try (Safetensors open = Safetensors.open(file)) {
      assertThat(open.metadata()).containsExactly(Map.entry("epoch", "3"));
    }
  }

  @Test
  void bigTensorsPassThroughBuffersInPieces() {
    Tensor big = Tensors.arange(3_000_001).to(DType.INT32);
    Path file = folder.resolve("big.safetensors");
    Safetensors.write(file, Map.of("big", big), Map.of());
    assertThat(Safetensors.readAll(file).get("big").toInts()).isEqualTo(big.toInts());
  }

  @Test
  void truthValuesOtherThanOneBecomeOne() throws IOException {
    byte[] bytes = Samples.safetensors("{\"x\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[0,2]}}", 2);
    bytes[bytes.length - 1] = 77;
    ByteBuffer stored = ByteBuffer.allocate(2);
    Safetensors.readAll(written(bytes)).get("x").read(stored);
    assertThat(stored.array()).containsExactly(0, 1);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}                          | 7  | within the 7
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}                          | 9  | has 9
      {"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}                          | 8  | shape [3]
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}}                          | 9  | begin at 0
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}                          | 8  | begin at 0
      {"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"y":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}|3|at 2
      {"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"x":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}|4|twice
      {"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"dtype":"I8"}}              | 1  | once each
      {"x":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}                          | 1  | zero or more
      {"x":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,1]}}       | 1  | more elements
      {"x":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0]}}        | 0  | not what its shape takes
      {"x":{"dtype":"U8","shape":[1099511627776],"data_offsets":[0,1099511627776]}}   | 1  | within the 1
      {"x":{"dtype":"U8","shape":[1e3],"data_offsets":[0,1]}}                         | 1  | VALUE_NUMBER_FLOAT
      {"x":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,1]}}        | 1  | not the JSON
      {"x":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}                      | 1  | 'F8_E4M3'
      {"x":{"dtype":"U8","shape":[[[[[1]]]]],"data_offsets":[0,1]}}                   | 1  | nesting depth
      {"x":{"dtype":"U8","data_offsets":[0,1]}}                                       | 1  | lacks a field
      {"x":[{"y":1}]}                                                                 | 0  | START_ARRAY
      {"__metadata__":{"a":1}}                                                        | 0  | VALUE_NUMBER_INT
      {"__metadata__":{"a":"1","a":"2"}}                                              | 0  | twice
      {} {}                                                                           | 0  | closing brace
      {"x":                                                                           | 0  | not the JSON
      """)
  void refusesHeadersThatBreakTheFormat(String header, int dataSize, String message) throws IOException {
    Path file = written(Samples.safetensors(header, dataSize));
    assertThatThrownBy(() -> Safetensors.open(file)).isInstanceOf(CheckpointException.class)
        .hasMessageContaining(message).hasMessageContaining("x.safetensors");
  }

  @Test
  void refusesHeaderLengthsBeyondTheFile() throws IOException {
    for (long length : new long[] {-1, Long.MAX_VALUE, 1L << 40, 100_000_001, 9}) {
      Path file = written(ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
      assertThatThrownBy(() -> Safetensors.open(file)).as("%d", length).isInstanceOf(CheckpointException.class)
          .hasMessageContaining("length of its header");
    }
    assertThatThrownBy(() -> Safetensors.open(written(new byte[3]))).hasMessageContaining("only 3 bytes");
    assertThatThrownBy(() -> Safetensors.open(folder.resolve("none"))).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("NoSuchFile");
  }

  @Test
  void afterAFullDiskTheOldFileIsThere() throws IOException {
    Path file = folder.resolve("last.safetensors");
    Safetensors.write(file, Map.of("x", Tensors.ones(3)), Map.of());
    byte[] before = Files.readAllBytes(file);

    for (int room : new int[] {0, 8, 100, 5000}) {
      assertThatThrownBy(() -> Safetensors.write(file, Map.of("x", Tensors.zeros(3000)), Map.of(),
          channel -> new FullDisk(channel, room)))
          .isInstanceOf(CheckpointException.class).hasMessageContaining("No space left")
          .hasMessageContaining("unchanged");
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
      assertThat(names()).containsExactly("last.safetensors");
    }
  }

  @Test
  void anErrorInTheContentLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("last.safetensors");
    Files.writeString(file, "old");
    Tensor freed = Tensors.ones(2);
    assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
      channel.write(ByteBuffer.wrap(new byte[10]));
      freed.close();
      freed.toFloats();
    })).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Safetensors.write(file, Map.of("z", Tensors.zeros(DType.COMPLEX64, 2)), Map.of()))
        .isInstanceOf(CheckpointException.class).hasMessageContaining("complex64");
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("last.safetensors");
  }

  @Test
  void aMissingFolderIsNamed() {
    Path file = folder.resolve("gone").resolve("x.safetensors");
    assertThatThrownBy(() -> Safetensors.write(file, Map.of("x", Tensors.ones(1)), Map.of()))
        .isInstanceOf(CheckpointException.class).hasMessageContaining("x.safetensors")
        .hasMessageContaining("folder exists");
  }

  private Path written(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("x.safetensors"), bytes);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(each -> each.getFileName().toString()).toList();
    }
  }

  /** Takes so many bytes and then says what a full disk says. */
  private record FullDisk(WritableByteChannel channel, int room) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) throws IOException {
      int length = Math.min(room, source.remaining());
      channel.write(source.slice(source.position(), length));
      source.position(source.position() + length);
      if (source.hasRemaining()) {
        throw new IOException("No space left on device");
      }
      return length;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
