package dev.fovea.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Picture files named on the command line. */
final class Pictures {
  private static final List<String> EXTENSIONS =
      List.of(".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif");

  private Pictures() {}

  /** The files, and those in the folders whose name is that of a picture, in order; nothing is read. */
  static List<Path> find(List<Path> paths) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.isDirectory(path)) {
        files.add(path);
        continue;
      }
      try (Stream<Path> below = Files.walk(path)) {
        below.filter(file -> Files.isRegularFile(file) && isPicture(file)).sorted().forEach(files::add);
      }
    }
    if (files.isEmpty()) {
      throw CliException.input("no pictures in " + String.join(", ", paths.stream().map(Path::toString).toList()),
          "Pictures end in " + String.join(", ", EXTENSIONS));
    }
    return files;
  }

  /** What is wrong with a file, with its name once. */
  static String problem(Path file, Exception error) {
    String message = Errors.message(error);
    return message.contains(file.toString()) ? message : file + ": " + message;
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return EXTENSIONS.stream().anyMatch(name::endsWith);
  }
}
