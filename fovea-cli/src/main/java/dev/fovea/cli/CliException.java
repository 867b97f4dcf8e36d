package dev.fovea.cli;

import org.jspecify.annotations.Nullable;

/** An error for the user: one line that says what is wrong, perhaps a line that says what to do, and an exit code. */
final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final int exitCode;
  final @Nullable String hint;

  private CliException(int exitCode, String message, @Nullable String hint) {
    super(message);
    this.exitCode = exitCode;
    this.hint = hint;
  }

  static CliException usage(String message, @Nullable String hint) {
    return new CliException(ExitCode.USAGE, message, hint);
  }

  static CliException input(String message, @Nullable String hint) {
    return new CliException(ExitCode.INPUT, message, hint);
  }
}
