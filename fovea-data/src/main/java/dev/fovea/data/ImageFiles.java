package dev.fovea.data;

import dev.fovea.image.Image;
import dev.fovea.image.ImageFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Picture files without classes, for generators, for prediction and as a base for {@link #map}: an item's file is
 * {@code files().get(index)}.
 */
public final class ImageFiles implements Dataset<Image> {
  /** The suffixes of files that count as pictures, in lower case. */
  public static final Set<String> SUFFIXES =
      Set.of(".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif");

  private final List<Path> files;

  /** Pictures in the given files, read as RGB. */
  public ImageFiles(List<Path> files) {
    this.files = List.copyOf(files);
  }

  /**
   * All pictures in a folder and the folders in it, by name.
   *
   * @throws DataException if it is no folder or holds no pictures
   */
  public static ImageFiles in(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(folder + ": expected a folder of pictures, got "
          + (Files.exists(folder) ? "a file" : "nothing there"));
    }
    List<Path> files = list(folder);
    if (files.isEmpty()) {
      throw new DataException(folder + " holds no pictures; expected files named *"
          + String.join(", *", SUFFIXES.stream().sorted().toList()));
    }
    return new ImageFiles(files);
  }

  /** The files, by index. */
  public List<Path> files() {
    return files;
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public Image get(int index, RandomGenerator random) {
    return read(files.get(index));
  }

  static Image read(Path file) {
    try {
      return Image.read(file);
    } catch (ImageFormatException e) {
      throw new DataException(e.getMessage(), e);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + DataException.reason(e), e);
    }
  }

  /** The pictures below a folder: those of each folder by name, folders by path; hidden ones are left out. */
  static List<Path> list(Path folder) {
    try (Stream<Path> found = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return found.filter(file -> isPicture(file) && visible(folder, file) && Files.isRegularFile(file))
          .sorted(Comparator.comparing((Path file) -> String.valueOf(file.getParent()))
              .thenComparing(file -> file.getFileName().toString()))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new DataException(folder + " cannot be listed: " + DataException.reason(e), e);
    }
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    return dot >= 0 && SUFFIXES.contains(name.substring(dot));
  }

  private static boolean visible(Path folder, Path file) {
    for (Path part : folder.relativize(file)) {
      if (part.toString().startsWith(".")) {
        return false;
      }
    }
    return true;
  }
}
