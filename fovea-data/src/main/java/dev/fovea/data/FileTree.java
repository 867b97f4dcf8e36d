package dev.fovea.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The files of a folder, or of a zip archive of it. */
final class FileTree {
  private static final long LARGEST = 64L << 20;

  private FileTree() {}

  /**
   * The contents of the wanted files by path, with {@code /} between names, sorted.
   *
   * @throws DataException if it can be read as neither; names it
   */
  static TreeMap<String, byte[]> read(Path zipOrFolder, Predicate<String> wanted) {
    try {
      return Files.isDirectory(zipOrFolder) ? folder(zipOrFolder, wanted) : zip(zipOrFolder, wanted);
    } catch (IOException | UncheckedIOException e) {
      throw new DataException(zipOrFolder + " cannot be read as a folder or a zip archive: " + DataException.reason(e)
          + "; fetch or unpack it again", e);
    }
  }

  private static TreeMap<String, byte[]> folder(Path folder, Predicate<String> wanted) throws IOException {
    TreeMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      for (Iterator<Path> each = found.iterator(); each.hasNext();) {
        Path file = each.next();
        String path = folder.relativize(file).toString().replace('\\', '/');
        if (wanted.test(path) && Files.isRegularFile(file)) {
          files.put(path, Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  private static TreeMap<String, byte[]> zip(Path archive, Predicate<String> wanted) throws IOException {
    TreeMap<String, byte[]> files = new TreeMap<>();
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (Iterator<? extends ZipEntry> each = zip.entries().asIterator(); each.hasNext();) {
        ZipEntry entry = each.next();
        if (!entry.isDirectory() && wanted.test(entry.getName())) {
          if (entry.getSize() > LARGEST) {
            throw new IOException(entry.getName() + " has " + entry.getSize() + " bytes, expected a small file");
          }
          files.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
        }
      }
    }
    return files;
  }
}
