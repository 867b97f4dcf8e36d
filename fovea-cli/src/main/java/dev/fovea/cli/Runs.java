package dev.fovea.cli;

import dev.fovea.train.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Run folders from the command line. */
final class Runs {
  private Runs() {}

  /** The run of a folder, which must be one. */
  static RunFolder folder(Path path) {
    RunFolder folder = new RunFolder(path);
    if (!Files.exists(path)) {
      throw CliException.input("there is no run folder " + path, newest(path));
    }
    if (!Files.exists(folder.config())) {
      throw CliException.input(path + " is not the folder of a run: it has no config.yaml", newest(path));
    }
    return folder;
  }

  /** The run of a folder, which must have trained weights. */
  static RunFolder trained(Path path) {
    RunFolder folder = folder(path);
    if (!Files.exists(folder.weights())) {
      throw CliException.input("the run " + path + " has no weights yet",
          "Go on with it: " + Console.command() + " train --resume " + path);
    }
    return folder;
  }

  private static String newest(Path path) {
    Path parent = Files.isDirectory(path) ? path : path.getParent();
    Optional<RunFolder> newest = RunFolder.newest(parent == null ? Path.of("runs") : parent)
        .or(() -> RunFolder.newest(Path.of("runs")));
    return newest.map(run -> "The newest run is " + run.root()).orElse("fovea train makes one.");
  }
}
