package dev.fovea.nn.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Replaces a file as a whole or not at all.
 *
 * <p>The content goes to a hidden file in the same folder, is forced to the disk, and takes the name only then. After
 * any failure (a full disk, a stopped thread, an error in the content) the old file is as it was, and the hidden one is
 * removed.
 */
public final class AtomicFile {
  /** Writes the content. */
  @FunctionalInterface
  public interface Body {
    /** Writes all bytes of the file. */
    void write(WritableByteChannel channel) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes a file.
   *
   * @throws CheckpointException if the file cannot be written; the old one stays
   */
  public static void write(Path file, Body body) {
    try {
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Path part = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
      try {
        try (FileChannel channel =
            FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          body.write(channel);
          channel.force(true);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (Throwable e) {
        discard(part, e);
        throw e;
      }
      forceFolder(target);
    } catch (IOException e) {
      throw new CheckpointException("Cannot write " + file + ": " + e.getMessage() + " (" + e.getClass().getSimpleName()
          + "). A file that was there before is unchanged; check that the folder exists, may be written to and has "
          + "space, then save again", e);
    }
  }

  private static void discard(Path part, Throwable reason) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  /** Makes the new name survive a power cut, where the system can open folders (not on Windows). */
  private static void forceFolder(Path target) {
    try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException e) {
      // The content itself is safe on the disk, and the name is in place.
    }
  }
}
