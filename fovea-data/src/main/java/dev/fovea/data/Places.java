package dev.fovea.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the files of a data set may be on this machine. */
final class Places {
  private static final Path DEBIAN = Path.of("/usr/share/datasets");

  private final String name;
  private final Datasets.Options options;

  Places(String name, Datasets.Options options) {
    this.name = name;
    this.options = options;
  }

  /** The folders that are looked through, in order. */
  List<Path> folders() {
    List<Path> folders = new ArrayList<>();
    if (options.dataDir() != null) {
      folders.add(options.dataDir().resolve(name));
      folders.add(options.dataDir());
    }
    folders.add(options.cache().resolve(name));
    folders.add(DEBIAN.resolve(name));
    return folders;
  }

  /**
   * The first file or folder that exists, by the names it may have: its own, without .gz, with the data set's name and
   * a dash before it.
   */
  Optional<Path> find(String... names) {
    for (Path folder : folders()) {
      for (String file : names) {
        String plain = file.replaceFirst("\\.gz$", "");
        for (String candidate : List.of(file, plain, name + "-" + file, name + "-" + plain)) {
          if (Files.exists(folder.resolve(candidate))) {
            return Optional.of(folder.resolve(candidate));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The file on this machine, else downloaded to the cache. */
  Path require(RemoteFile file, String... otherNames) {
    List<String> names = new ArrayList<>(List.of(otherNames));
    names.add(file.name());
    Optional<Path> found = find(names.toArray(String[]::new));
    if (found.isPresent()) {
      return found.get();
    }
    if (!options.download()) {
      throw new DataException("The data set " + name + " needs " + file.name() + ", which is in none of " + folders()
          + ". Allow the download, or fetch " + file.uri() + " and put it into " + folders().get(0));
    }
    try {
      return Download.fetch(file, options.cache().resolve(name), options.progress());
    } catch (DataException e) {
      throw new DataException("The data set " + name + " is not on this machine (looked for " + file.name() + " in "
          + folders() + "), and " + e.getMessage(), e);
    }
  }
}
