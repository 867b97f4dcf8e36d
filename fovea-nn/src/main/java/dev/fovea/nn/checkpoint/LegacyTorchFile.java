package dev.fovea.nn.checkpoint;

import static dev.fovea.nn.checkpoint.CheckpointException.quote;

import dev.fovea.tensor.DType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's container before version 1.6: pickles of a magic number, a version, the machine, the object and the keys of
 * its storages, and then each storage as its number of elements and their bytes.
 */
final class LegacyTorchFile {
  /** A pickle of protocol 2 that begins with the number 0x1950a86a20f9469cfc6c. */
  static final byte[] MAGIC = {
      (byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50,
      0x19, '.'};

  private static final long VERSION = 1001;
  private static final int PIECE = 1 << 20;

  private final PickleInput in;
  private final Map<String, TorchStorage> storages = new HashMap<>();
  private long budget;

  private LegacyTorchFile(PickleInput in) {
    this.in = in;
    this.budget = in.remaining();
  }

  static boolean isOne(byte[] head) {
    return head.length >= MAGIC.length && Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  static @Nullable Object read(Path file) throws IOException {
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      return new LegacyTorchFile(new PickleInput(stream, Files.size(file))).read();
    }
  }

  private @Nullable Object read() throws IOException {
    in.bytes(MAGIC.length);
    TorchWorld world = new TorchWorld(this::storage);
    Object version = Pickle.load(in, world);
    if (!Long.valueOf(VERSION).equals(version)) {
      throw new CheckpointException("the file has version " + quote(version) + "; expected " + VERSION);
    }
    Object machine = Pickle.load(in, world);
    if (!(machine instanceof Map<?, ?> map) || !Boolean.TRUE.equals(map.get("little_endian"))) {
      throw new CheckpointException("the file was not written on a little-endian machine; "
          + "load and save it once with PyTorch on a usual machine");
    }
    Object tree = Pickle.load(in, world);
    if (!(Pickle.load(in, world) instanceof List<?> keys) || keys.size() != storages.size()) {
      throw new CheckpointException("the file lists other storages than its tensors use; it is damaged, "
          + "fetch it again");
    }
    byte[] piece = new byte[PIECE];
    for (Object key : keys) {
      TorchStorage storage = key instanceof String ? storages.remove(key) : null;
      long count = in.buffer(8).getLong();
      if (storage == null || count != storage.flat().numel()) {
        throw new CheckpointException("storage " + quote(key) + " of " + count
            + " elements is not one that the tensors use; the file is damaged, fetch it again");
      }
      Elements.fill(storage.flat(), PIECE, length -> {
        in.readFully(piece, length);
        return ByteBuffer.wrap(piece, 0, length);
      });
    }
    return tree;
  }

  private TorchStorage storage(String key, DType type, long count) {
    TorchStorage known = storages.get(key);
    if (known == null) {
      known = PyTorchFile.allocate(key, type, count, budget);
      budget -= count * type.bytes();
      storages.put(key, known);
    } else if (known.flat().dtype() != type || known.flat().numel() != count) {
      throw new CheckpointException("storage " + quote(key) + " is " + known.flat().describe() + " and also " + type
          + "[" + count + "]; the file is damaged, fetch it again");
    }
    return known;
  }
}
