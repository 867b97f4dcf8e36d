package dev.fovea.nn.checkpoint;

import static dev.fovea.nn.checkpoint.CheckpointException.quote;

import dev.fovea.tensor.DType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's container since version 1.6: a zip archive without compression, with the pickle at {@code NAME/data.pkl}
 * and each storage at {@code NAME/data/KEY}.
 */
final class ZipTorchFile {
  private static final int PIECE = 1 << 20;

  private final ZipFile zip;
  private final String folder;
  private final Map<String, TorchStorage> storages = new HashMap<>();
  private long budget;

  private ZipTorchFile(ZipFile zip, String folder, long budget) {
    this.zip = zip;
    this.folder = folder;
    this.budget = budget;
  }

  static boolean isOne(byte[] head) {
    return head.length >= 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
  }

  static @Nullable Object read(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<String> pickles = zip.stream().map(ZipEntry::getName).filter(name -> name.endsWith("/data.pkl")).toList();
      if (pickles.isEmpty()) {
        throw new CheckpointException("the zip archive has no data.pkl, so torch.save did not write it; "
            + "if it is a packed folder, unpack it first");
      }
      String folder = pickles.get(0).substring(0, pickles.get(0).length() - "data.pkl".length());
      return new ZipTorchFile(zip, folder, Files.size(file)).read();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private @Nullable Object read() throws IOException {
    if (zip.getEntry(folder + "constants.pkl") != null) {
      throw new CheckpointException("the file is a TorchScript program; expected a state dict. In Python, save "
          + "torch.jit.load(path).state_dict() with torch.save");
    }
    if (zip.getEntry(folder + "byteorder") != null
        && !"little".equals(new String(small("byteorder", 16), StandardCharsets.UTF_8).strip())) {
      throw new CheckpointException("the file is in big-endian byte order; "
          + "load and save it once with PyTorch on a usual machine");
    }
    byte[] pickle = small("data.pkl", Pickle.LONGEST);
    return Pickle.load(new PickleInput(new ByteArrayInputStream(pickle), pickle.length), new TorchWorld(this::storage));
  }

  /** A whole entry, of which no more than its stated and allowed size is read. */
  private byte[] small(String name, long most) throws IOException {
    ZipEntry entry = entry(name);
    if (entry.getSize() > Math.min(most, budget)) {
      throw new CheckpointException(quote(entry.getName()) + " has " + entry.getSize() + " bytes; expected at most "
          + Math.min(most, budget) + ". Save the state dict alone with torch.save(model.state_dict(), path)");
    }
    byte[] bytes = new byte[(int) entry.getSize()];
    CRC32 sum = new CRC32();
    try (InputStream stream = zip.getInputStream(entry)) {
      new PickleInput(stream, bytes.length).readFully(bytes, bytes.length);
    }
    sum.update(bytes);
    checkSum(entry, sum);
    return bytes;
  }

  private ZipEntry entry(String name) {
    ZipEntry entry = zip.getEntry(folder + name);
    if (entry == null) {
      throw new CheckpointException("the archive has no " + quote(folder + name)
          + ", which its pickle needs; the file is damaged or incomplete, fetch it again");
    }
    if (entry.getMethod() != ZipEntry.STORED || entry.getSize() < 0 || entry.getSize() != entry.getCompressedSize()) {
      throw new CheckpointException(quote(entry.getName()) + " is compressed; torch.save never compresses. "
          + "Load and save the file once with PyTorch");
    }
    return entry;
  }

  private TorchStorage storage(String key, DType type, long count) {
    TorchStorage known = storages.get(key);
    if (known == null) {
      try {
        known = load(key, type, count);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      storages.put(key, known);
    } else if (known.flat().dtype() != type || known.flat().numel() != count) {
      throw new CheckpointException("storage " + quote(key) + " is " + known.flat().describe() + " and also " + type
          + "[" + count + "]; the file is damaged, fetch it again");
    }
    return known;
  }

  private TorchStorage load(String key, DType type, long count) throws IOException {
    ZipEntry entry = entry("data/" + key);
    // Two entries may point at the same bytes, so that all together are held against the length of the file.
    TorchStorage storage = PyTorchFile.allocate(key, type, count, budget);
    budget -= count * type.bytes();
    if (entry.getSize() != count * type.bytes()) {
      throw new CheckpointException(quote(entry.getName()) + " has " + entry.getSize() + " bytes; expected "
          + count * type.bytes() + " for " + count + " elements of " + type + ". The file is damaged; fetch it again");
    }
    byte[] piece = new byte[(int) Math.min(PIECE, entry.getSize())];
    CRC32 sum = new CRC32();
    try (InputStream stream = zip.getInputStream(entry)) {
      PickleInput in = new PickleInput(stream, entry.getSize());
      Elements.fill(storage.flat(), PIECE, length -> {
        in.readFully(piece, length);
        sum.update(piece, 0, length);
        return ByteBuffer.wrap(piece, 0, length);
      });
    }
    checkSum(entry, sum);
    return storage;
  }

  private static void checkSum(ZipEntry entry, CRC32 sum) {
    if (entry.getCrc() != sum.getValue()) {
      throw new CheckpointException(quote(entry.getName())
          + " does not have its checksum; the file is damaged, fetch it again "
          + "(or it was saved without checksums: save it again with "
          + "torch.serialization.set_crc32_options(True))");
    }
  }
}
