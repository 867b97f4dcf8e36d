package dev.fovea.tensor;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** An operation that could not be done; the message names the operation, its operands and what is wrong. */
public class TensorException extends RuntimeException {
  private static final int MOST_OPERANDS = 6;

  private boolean inPart;

  /** An error with a message of its own. */
  public TensorException(String message) {
    super(message);
  }

  /** An error with its cause. */
  public TensorException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The same error inside a named part of a network: {@code layer1.0.conv1: conv2d: ...}. */
  public TensorException within(String part) {
    String message = String.valueOf(getMessage());
    TensorException outer = new TensorException(part + (inPart ? "." : ": ") + message, getCause());
    outer.inPart = true;
    outer.setStackTrace(getStackTrace());
    return outer;
  }

  /** What libtorch said, without its C++ stack, behind the operation's name and operands. */
  static RuntimeException of(String operation, RuntimeException error, @Nullable Object... operands) {
    if (error instanceof TensorException) {
      return error;
    }
    if (error instanceof IllegalStateException) {
      return Tensor.FREED.equals(error.getMessage())
          ? new IllegalStateException(operation + ": " + Tensor.FREED, error) : error;
    }
    StringBuilder message = new StringBuilder(operation).append(": ").append(reason(error));
    StringBuilder shapes = new StringBuilder();
    int count = describe(shapes, operands);
    if (count > 0) {
      message.append(" [operands: ").append(shapes).append(count > MOST_OPERANDS ? ", ...]" : "]");
    }
    return new TensorException(message.toString(), error.getCause());
  }

  private static int describe(StringBuilder out, @Nullable Object... operands) {
    int count = 0;
    for (Object operand : operands) {
      if (operand instanceof Collection<?> many) {
        count += describe(out, many.toArray());
      } else if (operand instanceof Object[] many) {
        count += describe(out, many);
      } else if (operand instanceof Tensor tensor && count++ < MOST_OPERANDS) {
        out.append(out.length() == 0 ? "" : ", ").append(tensor.isFreed() ? "freed tensor" : tensor.describe());
      }
    }
    return count;
  }

  private static String reason(RuntimeException error) {
    String text = error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    int trace = text.indexOf("\nException raised from");
    if (trace < 0) {
      trace = text.indexOf("Exception raised from");
    }
    if (trace >= 0) {
      text = text.substring(0, trace);
    }
    int frames = text.indexOf("\nframe #");
    return (frames >= 0 ? text.substring(0, frames) : text).strip();
  }
}
