package dev.fovea.nn.checkpoint;

import static dev.fovea.nn.checkpoint.CheckpointException.quote;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code torch.save} wrote, without running any of its code.
 *
 * <p>Both containers are read: the zip archive (PyTorch 1.6 and later) and the older single stream. The pickle inside
 * may hold tensors, dictionaries, lists, tuples, numbers and text; any other name that it refers to is refused, and the
 * {@link CheckpointException} says which. Sizes are checked against the file before memory is taken for them.
 *
 * <p>The result is a tree of {@link Map}, {@link List}, {@link Tensor}, {@link String}, {@link Long},
 * {@link BigInteger}, {@link Double}, {@link Boolean}, {@link DType}, {@code byte[]} and null. Tensors that shared
 * memory in Python share it here, with the same steps; devices and {@code requires_grad} are not kept.
 */
public final class PyTorchFile {
  private static final int DEEPEST = 100;
  private static final int MOST_VALUES = 10_000_000;

  private PyTorchFile() {}

  /**
   * Reads a file; its tensors belong to the innermost scope.
   *
   * @throws CheckpointException if the file is of another kind, damaged, or refers to what state dicts do not need
   */
  public static @Nullable Object read(Path file) {
    try (Scope scope = Scope.open()) {
      byte[] head;
      try (var in = Files.newInputStream(file)) {
        head = in.readNBytes(LegacyTorchFile.MAGIC.length);
      }
      Object tree;
      if (ZipTorchFile.isOne(head)) {
        tree = ZipTorchFile.read(file);
      } else if (LegacyTorchFile.isOne(head)) {
        tree = LegacyTorchFile.read(file);
      } else {
        throw new CheckpointException("expected a file of torch.save (a zip archive, or a pickle with PyTorch's magic "
            + "number); got " + Checkpoints.guess(head));
      }
      check(tree, 0, new int[1]);
      return scope.keep(tree);
    } catch (IOException | CheckpointException | IllegalArgumentException e) {
      // IllegalArgumentException: a zip directory with impossible values.
      throw CheckpointException.in(file, e);
    }
  }

  /** A fresh tensor for a storage, once its size was found to be within what is left of the file. */
  static TorchStorage allocate(String key, DType type, long count, long budget) {
    if (count > budget / type.bytes()) {
      throw new CheckpointException("storage " + quote(key) + " claims " + count + " elements of " + type
          + ", more than the file has room for; it is damaged or incomplete, fetch it again");
    }
    return new TorchStorage(key, Tensors.empty(type, count));
  }

  /** Refuses loops, explosions and what is not data: whoever walks the tree can trust it. */
  private static void check(@Nullable Object value, int depth, int[] seen) {
    if (depth > DEEPEST || ++seen[0] > MOST_VALUES) {
      throw new CheckpointException("the pickle nests deeper than " + DEEPEST + " levels or has more than "
          + MOST_VALUES + " values; save the state dict alone with torch.save(model.state_dict(), path)");
    }
    if (value instanceof Map<?, ?> map) {
      map.values().forEach(each -> check(each, depth + 1, seen));
    } else if (value instanceof List<?> list) {
      list.forEach(each -> check(each, depth + 1, seen));
    } else if (!(value == null || value instanceof Tensor || value instanceof String || value instanceof Number
        || value instanceof Boolean || value instanceof DType || value instanceof byte[])) {
      throw new CheckpointException("the file stores a bare " + quote(value)
          + " as a value; save the state dict alone with torch.save(model.state_dict(), path)");
    }
  }
}
