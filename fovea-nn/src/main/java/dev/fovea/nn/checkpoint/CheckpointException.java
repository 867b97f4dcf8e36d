package dev.fovea.nn.checkpoint;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A checkpoint file that cannot be read or written, or does not fit the model; the message says what to do next. */
public final class CheckpointException extends RuntimeException {
  private static final int LONGEST_QUOTE = 120;

  /** An exception with a message for the user. */
  public CheckpointException(String message) {
    super(message);
  }

  /** An exception with a message for the user and what caused it. */
  public CheckpointException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The same complaint, with the file it is about in front. */
  static CheckpointException in(Path file, Throwable cause) {
    String reason = cause instanceof CheckpointException || cause.getMessage() == null
        ? String.valueOf(cause.getMessage())
        : cause.getMessage() + " (" + cause.getClass().getSimpleName() + ")";
    return new CheckpointException(file + ": " + reason, cause);
  }

  /**
   * What came from a file in quotes, short and without control characters; of containers, which may be loops,
   * the kind.
   */
  static String quote(@Nullable Object text) {
    boolean container = text instanceof Collection || text instanceof Map;
    String plain = container ? text.getClass().getSimpleName() : String.valueOf(text);
    String head = plain.length() > LONGEST_QUOTE ? plain.substring(0, LONGEST_QUOTE) + "..." : plain;
    return "'" + head.replaceAll("\\p{Cntrl}", "?") + "'";
  }
}
