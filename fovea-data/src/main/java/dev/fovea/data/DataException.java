package dev.fovea.data;

import org.jspecify.annotations.Nullable;

/** Data that is missing, damaged or not what it claims to be; the message names the file or the item. */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what was expected, what came and what to do. */
  public DataException(String message) {
    this(message, null);
  }

  /** With the failure behind it. */
  public DataException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** What a batch's failure is thrown as: data errors with the batch's number, mistakes of programs unchanged. */
  static RuntimeException inBatch(int number, Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException mistake && !(failure instanceof DataException)) {
      return mistake;
    }
    return new DataException("Batch " + number + ": " + reason(failure), failure);
  }

  /** What a failure says, or its kind where it says nothing. */
  static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
