package dev.fovea.train.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.stream.Stream;

/**
 * Where a run keeps what it makes.
 *
 * <pre>
 * runs/lenet5-digits-20260131-142501/
 *   config.yaml                    everything that was asked for
 *   metrics.csv                    step,epoch,seconds,split,metric,value
 *   events.out.tfevents.fovea      the same for TensorBoard, and pictures
 *   checkpoints/last.safetensors   weights after the last epoch
 *   checkpoints/best.safetensors   weights of the best evaluation
 *   checkpoints/state.safetensors  what a resumed run continues from
 *   pictures/                      what was shown on the way, NAME-STEP.png and .txt
 *   report.html                    curves, figures and pictures
 *   log.txt                        what happened when
 * </pre>
 */
public record RunFolder(Path root) {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  /** Makes a folder {@code name-<date>-<time>} in {@code parent}, with a number behind it where that is taken. */
  public static RunFolder create(Path parent, String name) {
    String base = name.replaceAll("[^A-Za-z0-9._-]+", "-") + "-" + LocalDateTime.now().format(STAMP);
    try {
      Files.createDirectories(parent);
      for (int i = 1;; i++) {
        try {
          Path root = Files.createDirectory(parent.resolve(i == 1 ? base : base + "-" + i));
          return new RunFolder(root).prepared();
        } catch (FileAlreadyExistsException e) {
          // Another run started in the same second; take the next number.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("A run folder could not be made in " + parent + ": " + e.getMessage()
          + ". Choose a folder that may be written to.", e);
    }
  }

  /** A folder of the caller's own choice, made where it is not there. */
  public static RunFolder at(Path root) {
    try {
      Files.createDirectories(root);
    } catch (IOException e) {
      throw new UncheckedIOException("The run folder " + root + " could not be made: " + e.getMessage(), e);
    }
    return new RunFolder(root).prepared();
  }

  /**
   * The folder of an earlier run.
   *
   * @throws IllegalArgumentException if it holds no run
   */
  public static RunFolder open(Path root) {
    RunFolder folder = new RunFolder(root);
    if (!Files.isDirectory(folder.checkpoints())) {
      throw new IllegalArgumentException(root + " is not the folder of a run: it has no checkpoints"
          + (Files.exists(root) ? "" : ", and does not exist") + ". Runs are usually in runs/NAME-DATE-TIME.");
    }
    return folder;
  }

  /** The newest run in a folder of runs, if there is one. */
  public static java.util.Optional<RunFolder> newest(Path parent) {
    if (!Files.isDirectory(parent)) {
      return java.util.Optional.empty();
    }
    try (Stream<Path> children = Files.list(parent)) {
      return children.filter(child -> Files.isDirectory(child.resolve("checkpoints")))
          .max(java.util.Comparator.comparing(RunFolder::modified)).map(RunFolder::new);
    } catch (IOException e) {
      throw new UncheckedIOException(parent + " could not be listed: " + e.getMessage(), e);
    }
  }

  /** The resolved configuration. */
  public Path config() {
    return root.resolve("config.yaml");
  }

  /** The numbers as CSV. */
  public Path metrics() {
    return root.resolve("metrics.csv");
  }

  /** The numbers and pictures for TensorBoard. */
  public Path events() {
    return root.resolve("events.out.tfevents.fovea");
  }

  /** The folder of the checkpoints. */
  public Path checkpoints() {
    return root.resolve("checkpoints");
  }

  /** Weights after the last epoch. */
  public Path last() {
    return checkpoints().resolve("last.safetensors");
  }

  /** Weights of the best evaluation. */
  public Path best() {
    return checkpoints().resolve("best.safetensors");
  }

  /** The best weights where there are such, else the last ones. */
  public Path weights() {
    return Files.exists(best()) ? best() : last();
  }

  /** What a resumed run continues from. */
  public Path state() {
    return checkpoints().resolve("state.safetensors");
  }

  /** What was shown on the way. */
  public Gallery gallery() {
    return new Gallery(root.resolve("pictures"));
  }

  /** The page with curves, figures and pictures. */
  public Path report() {
    return root.resolve("report.html");
  }

  /** What happened when. */
  public Path log() {
    return root.resolve("log.txt");
  }

  /** Adds a line to the log, with the time. */
  public void log(String line) {
    try {
      Files.writeString(log(), LocalDateTime.now().format(CLOCK) + "  " + line + "\n", StandardCharsets.UTF_8,
          StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(log() + " could not be written: " + e.getMessage()
          + ". Check that the disk has room, then resume the run.", e);
    }
  }

  private RunFolder prepared() {
    try {
      Files.createDirectories(checkpoints());
    } catch (IOException e) {
      throw new UncheckedIOException(checkpoints() + " could not be made: " + e.getMessage(), e);
    }
    return this;
  }

  private static java.nio.file.attribute.FileTime modified(Path folder) {
    try {
      return Files.getLastModifiedTime(folder.resolve("checkpoints"));
    } catch (IOException e) {
      return java.nio.file.attribute.FileTime.fromMillis(0);
    }
  }
}
