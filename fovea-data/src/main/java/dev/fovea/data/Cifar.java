package dev.fovea.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * CIFAR's binary version (Krizhevsky, 2009): records of 1 or 2 label bytes and 3 x 32 x 32 samples, plane by plane.
 *
 * <p>The files may lie in a folder or in the archive as it is published.
 */
final class Cifar {
  private static final int SIDE = 32;
  private static final int PIXELS = 3 * SIDE * SIDE;
  private static final int MAX_RECORDS = 50_000;

  private Cifar() {}

  /**
   * Reads the named files, one after the other.
   *
   * @param place the folder that holds them, or the .tar.gz archive
   * @param labelBytes label bytes of a record, the last of which is the class
   * @throws DataException if a file is missing, damaged or has a label outside the classes; names it
   */
  static MemoryImages read(String name, List<String> classes, Path place, List<String> files, int labelBytes) {
    Map<String, byte[]> contents = Files.isDirectory(place) ? folder(place, files, labelBytes)
        : archive(place, files, labelBytes);
    int record = labelBytes + PIXELS;
    int count = contents.values().stream().mapToInt(bytes -> bytes.length / record).sum();
    byte[] pixels = new byte[Math.multiplyExact(count, PIXELS)];
    int[] labels = new int[count];
    int to = 0;
    for (Map.Entry<String, byte[]> file : contents.entrySet()) {
      byte[] bytes = file.getValue();
      for (int from = 0; from < bytes.length; from += record, to++) {
        labels[to] = bytes[from + labelBytes - 1] & 0xff;
        if (labels[to] >= classes.size()) {
          throw new DataException(place + ", " + file.getKey() + ": record " + from / record + " has the label "
              + labels[to] + ", expected 0 to " + (classes.size() - 1) + "; is it the binary version of " + name + "?");
        }
        System.arraycopy(bytes, from + labelBytes, pixels, to * PIXELS, PIXELS);
      }
    }
    return new MemoryImages(name, classes, 3, SIDE, SIDE, pixels, labels);
  }

  private static Map<String, byte[]> folder(Path folder, List<String> files, int labelBytes) {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    for (String name : files) {
      Path file = folder.resolve(name);
      try {
        check(file.toString(), Files.size(file), labelBytes);
        byte[] bytes = Files.readAllBytes(file);
        check(file.toString(), bytes.length, labelBytes);
        contents.put(name, bytes);
      } catch (IOException e) {
        throw new DataException(file + " cannot be read: " + DataException.reason(e), e);
      }
    }
    return contents;
  }

  private static Map<String, byte[]> archive(Path archive, List<String> files, int labelBytes) {
    byte[][] found = new byte[files.size()][];
    try (TarReader tar = TarReader.open(archive)) {
      for (String path = tar.next(); path != null && Arrays.asList(found).contains(null); path = tar.next()) {
        int index = files.indexOf(path.substring(path.lastIndexOf('/') + 1));
        if (index >= 0) {
          check(archive + ", " + path, tar.size(), labelBytes);
          InputStream in = tar.content();
          found[index] = in.readNBytes((int) tar.size());
        }
      }
    } catch (IOException e) {
      throw new DataException(archive + " cannot be read: " + DataException.reason(e) + "; fetch it again", e);
    }
    Map<String, byte[]> contents = new LinkedHashMap<>();
    for (int i = 0; i < found.length; i++) {
      if (found[i] == null) {
        throw new DataException(archive + " holds no " + files.get(i) + "; expected CIFAR's binary version");
      }
      contents.put(files.get(i), found[i]);
    }
    return contents;
  }

  private static void check(String file, long size, int labelBytes) {
    long record = labelBytes + PIXELS;
    if (size == 0 || size % record != 0 || size / record > MAX_RECORDS) {
      throw new DataException(file + ": expected 1 to " + MAX_RECORDS + " records of " + record + " bytes, got " + size
          + " bytes; it is cut short, or not the binary version");
    }
  }
}
