package dev.fovea.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Files of the checkout that tests look at. */
final class Repository {
  private Repository() {}

  /** The folder that holds the launcher. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("These tests need a checkout: no folder above here holds mvnw");
      }
    }
    return folder;
  }
}
