package dev.fovea.train.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that only grows, and can be cut back to a length that was noted before.
 *
 * <p>A checkpoint notes the lengths of a run's logs; a resumed run cuts them there, so that nothing appears twice.
 */
final class AppendFile implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;

  /** Opens or creates the file; what it holds stays. */
  AppendFile(Path file) {
    this.file = file;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.position(channel.size());
    } catch (IOException e) {
      throw failed("opened", e);
    }
  }

  /** Adds bytes at the end. */
  void append(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      throw failed("written", e);
    }
  }

  /** The length in bytes, after all of it has reached the disk. */
  long lengthOnDisk() {
    try {
      channel.force(false);
      return channel.size();
    } catch (IOException e) {
      throw failed("written", e);
    }
  }

  /** Forgets what lies behind {@code length}; a file that is shorter stays as it is. */
  void cut(long length) {
    try {
      channel.truncate(Math.min(length, channel.size()));
      channel.position(channel.size());
    } catch (IOException e) {
      throw failed("cut", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failed("closed", e);
    }
  }

  private UncheckedIOException failed(String done, IOException e) {
    return new UncheckedIOException(file + " could not be " + done + ": " + e.getMessage()
        + ". Check that the disk has room and the folder may be written to, then resume the run.", e);
  }
}
