package dev.fovea.nn.checkpoint;

import static dev.fovea.nn.checkpoint.CheckpointException.quote;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A safetensors file: named tensors behind a JSON header, read by memory mapping and only where asked for.
 *
 * <pre>{@code
 * try (Safetensors file = Safetensors.open(path)) {
 *   Tensor weight = file.read("classifier.1.weight");
 * }
 * Safetensors.write(path, tensors, Map.of("epoch", "12"));
 * }</pre>
 *
 * <p>Opening checks the whole header: its length, every type, shape and offset, that the tensors cover the data without
 * gaps or overlaps, and that no name appears twice. No memory is taken for what the file merely claims. The types are
 * F64, F32, F16, BF16, I64, I32, I16, I8, U8 and BOOL. Several threads may read from one open file.
 */
public final class Safetensors implements AutoCloseable {
  /** The longest header that the format allows, in bytes. */
  static final long MAX_HEADER = 100_000_000;

  private static final int MAP_PIECE = 1 << 30;

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long dataStart;

  private Safetensors(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    long size = channel.size();
    long length = size < 8 ? -1 : bytes(channel, 0, 8).getLong();
    if (length < 0 || length > MAX_HEADER || length > size - 8) {
      throw new CheckpointException("expected a safetensors file, which starts with the length of its header (at most "
          + MAX_HEADER + "); got "
          + (size < 8 ? "only " : Long.toUnsignedString(length) + " in a file of ") + size + " bytes. The file is of another kind, damaged or incomplete");
    }
    this.dataStart = 8 + length;
    this.header = SafetensorsHeader.parse(bytes(channel, 8, (int) length).array(), size - dataStart);
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws CheckpointException if there is no such file, or it breaks a rule of the format
   */
  public static Safetensors open(Path file) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        return new Safetensors(file, channel);
      } catch (Throwable e) {
        channel.close();
        throw e;
      }
    } catch (IOException | CheckpointException e) {
      throw CheckpointException.in(file, e);
    }
  }

  /** All tensors of a file, in the order of its header; they belong to the innermost scope. */
  public static LinkedHashMap<String, Tensor> readAll(Path file) {
    try (Safetensors open = open(file)) {
      return open.readAll();
    }
  }

  /**
   * Writes tensors and metadata as a whole or not at all (see {@link AtomicFile}); names keep their order.
   *
   * @throws CheckpointException if a type has no place in the format, or the file cannot be written
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    write(file, tensors, metadata, channel -> channel);
  }

  /** Writes through a channel around the file's own, which lets tests fail in the middle. */
  static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata,
      UnaryOperator<WritableByteChannel> around) {
    SafetensorsHeader header = SafetensorsHeader.of(tensors, metadata);
    AtomicFile.write(file, raw -> {
      WritableByteChannel channel = around.apply(raw);
      byte[] json = header.toJson(tensors.keySet());
      ByteBuffer head = ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN);
      head.putLong(json.length).put(json).flip();
      while (head.hasRemaining()) {
        channel.write(head);
      }
      for (String name : header.entries().keySet()) {
        Elements.drain(tensors.get(name), channel);
      }
    });
  }

  /** The names of the tensors, in the order of the header. */
  public Set<String> names() {
    return Collections.unmodifiableSet(header.entries().keySet());
  }

  /** The element type of a tensor. */
  public DType dtype(String name) {
    return entry(name).type();
  }

  /** The shape of a tensor. */
  public long[] shape(String name) {
    return entry(name).shape().clone();
  }

  /** The texts under {@code __metadata__}, empty where there are none. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  /**
   * Reads one tensor.
   *
   * @throws CheckpointException if the file has no such tensor or cannot be read
   */
  public Tensor read(String name) {
    SafetensorsHeader.Entry entry = entry(name);
    try (Scope scope = Scope.open()) {
      long count = (entry.end() - entry.begin()) / entry.type().bytes();
      Tensor flat = Tensors.empty(entry.type(), count);
      long[] position = {dataStart + entry.begin()};
      Elements.fill(flat, MAP_PIECE, length -> {
        position[0] += length;
        return channel.map(FileChannel.MapMode.READ_ONLY, position[0] - length, length);
      });
      return scope.keep(flat.view(entry.shape()));
    } catch (IOException | InternalError e) {
      // InternalError: the file was cut while it was mapped.
      throw CheckpointException.in(file, e);
    }
  }

  /** Reads all tensors, in the order of the header. */
  public LinkedHashMap<String, Tensor> readAll() {
    try (Scope scope = Scope.open()) {
      LinkedHashMap<String, Tensor> tensors = new LinkedHashMap<>();
      for (String name : header.entries().keySet()) {
        tensors.put(name, read(name));
      }
      return scope.keep(tensors);
    }
  }

  /** Closes the file; tensors that were read stay. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw CheckpointException.in(file, e);
    }
  }

  private SafetensorsHeader.Entry entry(String name) {
    SafetensorsHeader.Entry entry = header.entries().get(name);
    if (entry == null) {
      throw new CheckpointException(file + ": there is no tensor " + quote(name) + " among its "
          + header.entries().size() + "; names() lists them");
    }
    return entry;
  }

  private static ByteBuffer bytes(FileChannel channel, long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException("the file ends after " + (position + buffer.position()) + " bytes");
      }
    }
    return buffer.flip();
  }
}
