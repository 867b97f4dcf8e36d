package dev.fovea.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * An array of bytes from an IDX file, MNIST's format (LeCun, Cortes and Burges, 1998).
 *
 * @param shape the lengths of its dimensions
 * @param data its elements, row by row
 */
public record Idx(int[] shape, byte[] data) {
  private static final int UNSIGNED_BYTE = 8;
  private static final int MAX_DIMENSIONS = 4;
  private static final int MAX_BYTES = 1 << 30;
  /** Deflate never shrinks data more than this. */
  private static final long DEFLATE_RATIO = 1032;

  /**
   * Reads a file, plain or gzip by its first bytes. Nothing is allocated on the word of a header that the file's size
   * refutes, and nothing is unpacked beyond what the header says.
   *
   * @throws DataException if the file is not a whole IDX file of unsigned bytes with 1 to 4 dimensions; names the file
   */
  public static Idx read(Path file) {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      long size = Files.size(file);
      raw.mark(2);
      boolean packed = raw.read() == 0x1f && raw.read() == 0x8b;
      raw.reset();
      if (!packed) {
        return read(raw, size, size, true);
      }
      try (InputStream unpacked = new GZIPInputStream(raw, 1 << 16)) {
        return read(unpacked, size, size > Long.MAX_VALUE / DEFLATE_RATIO ? size : size * DEFLATE_RATIO, false);
      }
    } catch (EOFException e) {
      throw new DataException(file + " is cut short; fetch it again", e);
    } catch (DataException e) {
      throw new DataException(file + " is not a whole IDX file: " + e.getMessage() + "; fetch it again", e);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + DataException.reason(e), e);
    }
  }

  private static Idx read(InputStream in, long fileSize, long atMost, boolean exact) throws IOException {
    byte[] magic = fully(in, 4);
    if (magic[0] != 0 || magic[1] != 0 || magic[2] != UNSIGNED_BYTE || magic[3] < 1 || magic[3] > MAX_DIMENSIONS) {
      throw new DataException("expected it to start with 00 00 08 and 1 to " + MAX_DIMENSIONS + ", got "
          + Arrays.toString(magic));
    }
    int[] shape = new int[magic[3]];
    long count = 1;
    for (int d = 0; d < shape.length; d++) {
      byte[] length = fully(in, 4);
      shape[d] = (length[0] & 0xff) << 24 | (length[1] & 0xff) << 16 | (length[2] & 0xff) << 8 | length[3] & 0xff;
      if (shape[d] < 0 || (shape[d] > 0 && count > MAX_BYTES / shape[d])) {
        throw new DataException("its header claims more than " + MAX_BYTES + " bytes");
      }
      count *= shape[d];
    }
    long whole = 4L + 4L * shape.length + count;
    if (whole > atMost || (exact && whole != fileSize)) {
      throw new DataException("its header " + Arrays.toString(shape) + " asks for " + whole + " bytes, but the file of "
          + fileSize + " bytes " + (exact ? "has another length" : "cannot hold as many"));
    }
    byte[] data = fully(in, (int) count);
    if (in.read() >= 0) {
      throw new DataException("bytes follow after the end that its header " + Arrays.toString(shape) + " claims");
    }
    return new Idx(shape, data);
  }

  private static byte[] fully(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  /**
   * The pictures (N, height, width) and labels (N) of two files as a data set.
   *
   * @throws DataException if a file is damaged or the two do not fit together; names the files
   */
  public static MemoryImages images(String name, List<String> classes, Path pictures, Path labels) {
    Idx pixels = read(pictures);
    Idx numbers = read(labels);
    if (pixels.shape.length != 3 || numbers.shape.length != 1 || pixels.shape[0] != numbers.shape[0]) {
      throw new DataException("Expected pictures (N, height, width) in " + pictures + " and as many labels (N) in "
          + labels + ", got " + Arrays.toString(pixels.shape) + " and " + Arrays.toString(numbers.shape));
    }
    int[] labelNumbers = new int[numbers.data.length];
    for (int i = 0; i < labelNumbers.length; i++) {
      labelNumbers[i] = numbers.data[i] & 0xff;
    }
    try {
      return new MemoryImages(name, classes, 1, pixels.shape[1], pixels.shape[2], pixels.data, labelNumbers);
    } catch (DataException e) {
      throw new DataException(pictures + " and " + labels + ": " + e.getMessage(), e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Idx that && Arrays.equals(shape, that.shape) && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "Idx" + Arrays.toString(shape);
  }
}
